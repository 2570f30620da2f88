// SPDX-License-Identifier: GPL-3.0-or-later

/// The parts of a progress line; a narrow terminal shows the most important ones.
package struct ProgressLine {
  private var share: String
  private var bar, count, note: String?
  /// Units of work a second.
  package var rate: String?
  /// The time left.
  package var left: String?

  /// A line; what is nil is left out.
  package init(share: String, bar: String?, count: String?, note: String?) {
    (self.share, self.bar, self.count, self.note) = (share, bar, count, note)
  }

  /// The line for this many columns, leaving out the rate, the bar, the note and the count, in this order, until it fits.
  ///
  /// The time left is always shown.
  package func text(columns: Int) -> String {
    var line = self
    let optional: [WritableKeyPath<ProgressLine, String?>] = [\.rate, \.bar, \.note, \.count]
    for part in optional where line.whole.count > columns { line[keyPath: part] = nil }
    return line.whole
  }

  private var whole: String {
    let head = [share, bar, count].compactMap { $0 }.joined(separator: " ")
    return [head, note, rate, left].compactMap { $0 }.joined(separator: ", ")
  }
}
