// SPDX-License-Identifier: GPL-3.0-or-later

import Foundation
import Recordings
import Testing

/// Files where the DANDI archive wants them.
@Suite("Dandisets")
struct DandisetTests {
  @Test("A file goes to its subject's folder under its session's name, which it holds")
  func place() async throws {
    let workplace = try Workplace()
    let set = Dandiset(folder: workplace.path("sets/000123"))
    for name in ["rest-1", "rest-2"] {
      let path = try set.place("\(name).nwb")
      let inside = "sets/000123/sub-interspike-model/sub-interspike-model_ses-\(name).nwb"
      #expect(path == workplace.path(inside))
      try workplace.sample(Workplace.rates("5,20"), to: inside)
      let bytes = try workplace.bytes(inside)
      #expect(bytes.firstRange(of: Data("session_id".utf8)) != nil)
      #expect(bytes.firstRange(of: Data(name.utf8)) != nil)
    }
    let described = "sets/000123/dandiset.yaml"
    #expect(try workplace.text(described).contains("identifier: '000000'"))
    // A description that is there is kept.
    try workplace.write(Array("identifier: '000123'\n".utf8), to: described)
    _ = try set.place("x.nwb")
    #expect(try workplace.text(described) == "identifier: '000123'\n")
  }

  @Test("A name that is no session's is refused", arguments: ["a.csv", "a_b.nwb", "folder/a.nwb"])
  func refusal(_ name: String) async throws {
    let workplace = try Workplace()
    let refusal = await Workplace.refusal {
      _ = try Dandiset(folder: workplace.path("set")).place(name)
    }
    let words = "\(name) cannot name a session of a dandiset. Give a name without folders"
    #expect(refusal?.contains(words) == true, "\(refusal ?? "")")
    #expect(!workplace.exists("set"))
  }

  @Test(
    "`dandi validate` and PyNWB find nothing wrong with the file, where a file beside it is misnamed",
    .enabled(if: NWBInspection.interpreter != nil, NWBInspection.absence))
  func validate() async throws {
    let workplace = try Workplace()
    let outcome = try await Program.interspike(
      "sample", "--rates", "5,20,80", "--dandi", "set", "-o", "rest-1.nwb", in: workplace)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let program = """
      import json, os, shutil, subprocess, sys, pynwb
      path = "set/sub-interspike-model/sub-interspike-model_ses-rest-1.nwb"
      with pynwb.NWBHDF5IO(path, "r") as file:
          assert file.read().session_id == "rest-1"
      assert not pynwb.validate(path=path)
      # A file beside it that is named otherwise is what it complains about, and all it complains about.
      shutil.copy(path, "set/sub-interspike-model/sub-interspike-model_rest-1.nwb")
      here = os.getcwd()
      environment = {**os.environ, "DANDI_NO_ET": "1", "XDG_STATE_HOME": here, "XDG_CACHE_HOME": here}
      command = os.path.join(os.path.dirname(sys.executable), "dandi")
      done = subprocess.run([command, "validate", "--format", "json_lines", "set"], capture_output=True, text=True,
                            env=environment)
      found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
      print([(one["id"], os.path.basename(one["path"])) for one in found])
      """
    let judged = try await Program.run(
      NWBInspection.interpreter ?? "python3", ["-W", "ignore", "-c", program], in: workplace.folder)
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
    #expect(
      judged.output
        == "[('DANDI.NON_DANDI_FILENAME', 'sub-interspike-model_rest-1.nwb')]\n", "\(judged.output)"
    )
  }
}
