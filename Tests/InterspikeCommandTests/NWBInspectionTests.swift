// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Testing

/// The Python that has pynwb and NWB Inspector: the one that `INTERSPIKE_PYTHON` names, else that of
/// `.venv` at the root of the package, which `tools/python-environment.sh` makes.
enum NWBInspection {
  static var interpreter: String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["INTERSPIKE_PYTHON"],
      root.appendingPathComponent(".venv/bin/python").path,
    ]
    return candidates.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static let absence: Comment =
    "needs Python with pynwb: run tools/python-environment.sh or set INTERSPIKE_PYTHON"

  /// Prints, as one JSON object, what pynwb and NWB Inspector say of a file.
  static let script = """
    import json, sys, warnings
    import pynwb
    from nwbinspector import inspect_nwbfile
    warnings.simplefilter("ignore")
    path = sys.argv[1]
    errors = [str(error) for error in pynwb.validate(path=path)]
    messages = [message.check_function_name for message in inspect_nwbfile(nwbfile_path=path)]
    with pynwb.NWBHDF5IO(path, "r") as io:
      keywords = io.read().keywords
      keywords = None if keywords is None else [str(word) for word in keywords[:]]
    print(json.dumps({"errors": errors, "messages": messages, "keywords": keywords}))
    """

  static func findings(_ name: String, in workplace: Workplace) async throws -> [String: Any] {
    let outcome = try await Program.run(
      interpreter ?? "python3", ["-c", script, name], in: workplace.folder)
    guard outcome.status == 0 else { throw Workplace.Failure(description: outcome.errors) }
    return try Workplace.object(outcome.output.split(separator: "\n").last.map(String.init) ?? "")
  }
}

@Suite(
  "Simulated spikes before pynwb and NWB Inspector",
  .enabled(if: NWBInspection.interpreter != nil, NWBInspection.absence))
struct NWBInspectionTests {
  @Test("The defaults leave nothing to remark; without keywords the Inspector asks for some")
  func keywords() async throws {
    let workplace = try Workplace()
    try await workplace.makeRun()
    let simulate = ["simulate", "run", "--data", "patches.safetensors", "-o"]
    let cases: [([String], [String], [String]?)] = [
      (
        ["default.nwb"], [],
        ["spiking neurons", "Poisson variational autoencoder", "simulation"]
      ),
      (["named.nwb", "--keywords", "bars, counts"], [], ["bars", "counts"]),
      (["bare.nwb", "--keywords", ""], ["check_keywords"], nil),
    ]
    for (arguments, messages, keywords) in cases {
      let outcome = try await Program.run(
        Program.path(of: "interspike"), simulate + arguments, in: workplace.folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let found = try await NWBInspection.findings(arguments[0], in: workplace)
      #expect(found["errors"] as? [String] == [], "\(arguments)")
      #expect(found["messages"] as? [String] == messages, "\(arguments)")
      #expect(found["keywords"] as? [String] == keywords, "\(arguments)")
    }
  }
}
