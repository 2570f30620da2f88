// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import SpikeFormats
import SpikeTrains
import Testing

@Suite struct PlainTableTests {
  @Test(arguments: [
    "time,neuron\n0.1,0\n0.25,3\n0.5,0\n", "time,neuron\r\n0.1,0\r\n0.25,3\r\n0.5,0",
    "\u{FEFF}time,neuron,presentation\n0.1,0,0\n0.25,3,1\n0.5,0,2\n",
  ])
  func `a table of another program is read, and its silence is not taken for knowledge`(
    text: String
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write(text, to: path)
    let reader = try CSVReader(path: path)
    #expect(reader.raster.neuronCount == 4)
    #expect(reader.raster[0].times == [0.1, 0.5])
    #expect(reader.raster[3].times == [0.25])
    #expect(reader.raster.interval == 0..<0.5.nextUp)
    #expect(!reader.statesObservation && reader.presentations.isEmpty)
    let summary = try SpikeFileSummary(of: path)
    #expect(summary.format == .csv && summary.leastNeuronCount == 4 && summary.lastSpike == 0.5)
    #expect(summary.neuronCount == nil && summary.interval == nil)
    #expect(summary.presentationCount == nil)
  }

  @Test(arguments: ["0.1", "x,1", "0.1,-1", "inf,0", "0.1,0,0", "0.1,1.5"])
  func `a line of a table that is no spike is named`(line: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("time,neuron\n0.1,0\n\(line)\n", to: path)
    let error = #expect(throws: SpikeFileError.self) { try CSVReader(path: path) }
    #expect(error?.description.contains("line 3: '\(line)' is not the time, neuron") == true)
  }

  @Test func `another table is told how ours begins`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("unit,t\n0,0.1\n", to: path)
    let error = #expect(throws: SpikeFileError.self) { try SpikeFileSummary(of: path) }
    #expect(error?.description.contains("begins with the line 'time,neuron'") == true)
  }
}
