// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import PackagePlugin

/// Writes down the commit that a program is built from, for `interspike --version`.
///
/// The file changes only when the commit does, so that equal commits give equal programs and nothing is compiled twice.
/// Outside a checkout there is no commit.
@main
struct RecordCommit: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    let output = context.pluginWorkDirectoryURL.appending(path: "Commit")
    let script = """
      set -eu
      root=$1 file=$2/SourceCommit.swift
      commit=nil
      if top=$(git -C "$root" rev-parse --show-toplevel 2>/dev/null) && [ "$top" -ef "$root" ]; then
        commit="\\"$(git -C "$root" rev-parse --short=12 HEAD)"
        git -C "$root" diff --quiet HEAD -- Sources Package.swift 2>/dev/null || commit="$commit, with changes"
        commit="$commit\\""
      fi
      text=$(printf '/// The commit that this program was built from; nil outside a checkout.\\nenum SourceCommit {\\n  static let name: String? = %s\\n}' "$commit")
      mkdir -p "$2"
      [ -f "$file" ] && [ "$(cat "$file")" = "$text" ] || printf '%s\\n' "$text" >"$file"
      """
    return [
      .prebuildCommand(
        displayName: "Recording the commit", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, "sh", context.package.directoryURL.path, output.path],
        outputFilesDirectory: output)
    ]
  }
}
