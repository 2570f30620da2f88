// SPDX-License-Identifier: GPL-3.0-or-later

/// Command lines as a shell reads them.
package enum ShellText {
  /// A word, quoted if a shell would otherwise change it.
  package static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || "_-./=,:+@%".unicodeScalars.contains($0)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// The command line of this program with these arguments.
  package static func commandLine(_ arguments: [String]) -> String {
    (["interspike"] + arguments).map(quoted).joined(separator: " ")
  }
}
