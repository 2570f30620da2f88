// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// What `make install` leaves, used as its reader would: no variable but the one that pkg-config asks for.
@Suite("Installation")
struct InstallationTests {
  /// Guards against an installed library that neither the dynamic linker nor Python finds.
  @Test("From a prefix of its own, a C program starts and Python imports")
  func prefix() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "interspike-install-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let prefix = folder.path
    let installed = try Foreign.run(
      "env", ["PREFIX=\(prefix)", "BUILT=\(Foreign.products)", Foreign.root + "/tools/install.sh"])
    #expect(installed.status == 0, "\(installed.errors)")
    #expect(
      installed.output.contains("\(prefix)/lib is not a folder of the dynamic linker"),
      "\(installed.output)")

    let plain = ["env", "-u", "LD_LIBRARY_PATH", "-u", "INTERSPIKE_LIBRARY"]
    let program = try Foreign.run(
      "sh",
      [
        "-c",
        """
        clang -std=c11 "$0/Examples/C/spikes.c" \
          $(PKG_CONFIG_PATH="$1/lib/pkgconfig" pkg-config --cflags --libs interspike) -o "$1/spikes" &&
        \(plain.joined(separator: " ")) "$1/spikes"
        """, Foreign.root, prefix,
      ])
    #expect(program.status == 0, "\(program.errors)")
    #expect(program.output.hasPrefix("0.088491815,0\n"), "\(program.output.prefix(100))")
    let network = try Foreign.run(
      "sh",
      [
        "-c",
        """
        clang -std=c11 -Wall -Werror "$0/Examples/C/network.c" \
          $(PKG_CONFIG_PATH="$1/lib/pkgconfig" pkg-config --cflags --libs interspike-networks) -o "$1/network" &&
        \(plain.joined(separator: " ")) "$1/network"
        """, Foreign.root, prefix,
      ])
    #expect(network.status == 0, "\(network.errors)")
    let spikes = network.output.split(separator: "\n").compactMap { Double($0.prefix(11)) }
    #expect(spikes.count > 10 && spikes == spikes.sorted(), "\(network.output.prefix(100))")

    guard let python = Foreign.interpreter, Foreign.has("numpy") else { return }
    let imported = try Foreign.run(
      "env",
      [
        "-u", "LD_LIBRARY_PATH", "-u", "INTERSPIKE_LIBRARY", "PATH=\(prefix)/bin:/usr/bin:/bin",
        python, "-c",
        """
        import interspike
        interspike.Network("populations:\\n  a: {model: input, neurons: 1}", seed=1).step()
        print(interspike._library.library._name)
        """,
      ], in: Foreign.root + "/Examples/Python")
    #expect(imported.status == 0, "\(imported.errors)")
    #expect(imported.output.hasSuffix("/lib/libInterspikeC.so\n"), "\(imported.output)")
  }
}
