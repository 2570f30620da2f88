// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import SpikeFormats
import Testing

/// What becomes of helpers that die, lie or babble.
@Suite struct GuardedSpikeReaderTests {
  @Test(
    "A helper that breaks off or says nonsense becomes a sentence",
    arguments: [
      ("kill -SEGV $$", "the HDF5 library crashes reading it (signal 11)"),
      ("kill -PROF $$", "the HDF5 library gets caught in a loop reading it"),
      ("printf ISPIKES1; kill -KILL $$", "crashes reading it (signal 9)"),
      ("exit 0", "contradicts itself"), ("printf hello", "contradicts itself"),
      ("yes", "contradicts itself"), ("printf ISPIKES1", "contradicts itself"),
      // A message that announces more than there can be; one of another question; half of one.
      ("printf 'ISPIKES1S\\377\\377\\377\\377\\377\\377\\377\\177'", "contradicts itself"),
      ("printf 'ISPIKES1T\\010\\0\\0\\0\\0\\0\\0\\00012345678'", "contradicts itself"),
      ("printf 'ISPIKES1S\\010\\0\\0\\0\\0\\0\\0\\0001234'", "contradicts itself"),
      ("printf 'ISPIKES1Z\\0\\0\\0\\0\\0\\0\\0\\0'", "contradicts itself"),
    ])
  func helperThatBreaksOff(
    script: String, words: String
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.nwb")
    try ExampleRecording().write(NWBWriter.self, to: path)
    let reader = GuardedSpikeReader(helper: ["/bin/sh", "-c", script, "helper"])
    for ask in [{ _ = try reader.summary(of: path) }, { _ = try reader.spikes(in: path) }]
      as [() throws -> Void]
    {
      let error = #expect(throws: SpikeFileError.self) { try ask() }
      #expect(error?.description.contains(words) == true, "\(error as Any)")
      #expect(error?.description.hasPrefix("\(path) is damaged") == true)
    }
  }

  @Test("A refusal of the helper is handed on, a missing helper is named")
  func refusalOfHelperIsHanded() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.nwb")
    try ExampleRecording().write(NWBWriter.self, to: path)
    let refusing = GuardedSpikeReader(
      helper: ["/bin/sh", "-c", "printf 'ISPIKES1E\\003\\0\\0\\0\\0\\0\\0\\0no.'", "helper"])
    #expect(throws: SpikeFileError.helperRefused("no.")) { try refusing.summary(of: path) }
    let missing = GuardedSpikeReader(helper: [folder.file("none")])
    #expect(
      throws: SpikeFileError.noHelper("the program \(folder.file("none")) could not be started")
    ) { try missing.summary(of: path) }
  }
}
