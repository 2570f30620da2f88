// SPDX-License-Identifier: GPL-3.0-or-later

import Testing

/// What a program or a library drags in, as the system's own tool lists it.
@Suite("Linked libraries")
struct LinkedLibraryTests {
  /// Guards against an import that costs every user of the sampler 64 MB, such as Foundation's for `exp`.
  @Test(
    "Who takes only the sampler links GSL and the runtimes of C and Swift",
    arguments: ["FirstSpikes", "libInterspikeC.so"])
  func sampler(_ product: String) throws {
    let linked = try Self.libraries(of: Foreign.products + "/" + product)
    #expect(linked.contains { $0.hasPrefix("libgsl.") }, "\(linked)")
    let foreign = linked.filter { name in
      !Self.expected.contains { name.hasPrefix($0) }
    }
    #expect(foreign.isEmpty, "\(foreign)")
  }

  @Test("A program that does take Foundation is seen to")
  func control() throws {
    let linked = try Self.libraries(of: Foreign.products + "/interspike")
    #expect(linked.contains { $0.hasPrefix("libFoundation.") }, "\(linked)")
    #expect(linked.contains { $0.hasPrefix("libdnnl.") }, "\(linked)")
  }

  /// Beginnings of names: GSL, the C library and its loader, Swift's runtime and that of C++ under it.
  private static let expected = [
    "libgsl.", "libgslcblas.", "libc.", "libm.", "libpthread.", "libdl.", "ld-linux",
    "linux-vdso.", "libstdc++.", "libgcc_s.", "libswift", "libdispatch.", "libBlocksRuntime.",
  ]

  /// The names of all libraries the loader would bring in, those of libraries included.
  private static func libraries(of file: String) throws -> [String] {
    let run = try Foreign.run("ldd", [file])
    try #require(run.status == 0, "\(run.errors)")
    return run.output.split(separator: "\n").compactMap { line in
      line.split(whereSeparator: \.isWhitespace).first?.split(separator: "/").last.map(String.init)
    }
  }
}
