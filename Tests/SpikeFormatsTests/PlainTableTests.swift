// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import SpikeFormats
import SpikeTrains
import Testing

/// Guards against tables of other programs that are refused, or read in another unit or with other neurons than
/// their words say, without a word.
@Suite struct PlainTableTests {
  @Test(
    "A table of another program is read, and its silence is not taken for knowledge",
    arguments: [
      "time,neuron\n0.1,0\n0.25,3\n0.5,0\n", "time,neuron\r\n0.1,0\r\n0.25,3\r\n0.5,0",
      "time,neuron\r0.1,0\r0.25,3\r0.5,0\r", "time,neuron\r0.1,0\r\n0.25,3\n0.5,0\r",
      "\u{FEFF}time,neuron,presentation\n0.1,0,0\n0.25,3,1\n0.5,0,2\n",
      "# my spikes\n\n% of today\ntime,neuron\n0.1,0\n# a note\n0.25,3\n0.5,0\n",
      "time;neuron\n0,1;0\n0,25;3\n0,5;0\n", "time neuron\n0.1  0\n 0.25 3\n0.5 0\n",
      // In any order, and with a column that is none of ours.
      "Neuron\tamplitude\tTime\n0\t1\t0.5\n3\t2\t0.25\n0\t3\t0.1\n",
      // NEST, with times in ms and in steps without a header of ours; Brian2; SONATA.
      "# NEST version: 3.6.0\n# RecordingBackendASCII version: 2\nsender\ttime_ms\n0\t100.0\t\n3\t250\n0\t500\n",
      "sender\ttime(ms)\n0\t100.0\n3\t250\n0\t500\n", "i,t\n0,0.1\n3,0.25\n0,0.5\n",
      "timestamps population node_ids\n100 v1 0\n250.0 v1 3\n500 v1 0\n",
      // NumPy's savetxt, pandas with and without its index, R with its row names.
      "# time neuron\n1.000000000000000056e-01 0.000000000000000000e+00\n2.5e-01 3.0e+00\n5e-01 0e+00\n",
      ",time,neuron\n0,0.1,0.0\n1,0.25,3.0\n2,0.5,0.0\n",
      "\"time\" \"neuron\"\n\"1\" 0.1 0\n\"2\" 0.25 3\n\"3\" 0.5 0\n",
      "\"time [ms]\",\"unit_id\"\n100,0\n250,3\n500,0\n",
      "t/us,cell\n100000,0\n250000,3\n500000,0\n",
      // Quotes of RFC 4180 around separators and line ends; R's row names between commas; pandas and R count rows.
      "time,neuron,label\n0.1,0,\"a,b\"\n0.25,3,\"c\"\"d\"\n0.5,0,\"e\nf\"\n",
      "\"time, s\",\"neuron\"\n0.1,0\n0.25,3\n0.5,0\n",
      "\"time\",\"a\nb\",\"neuron\"\n0.1,x,0\n0.25,y,3\n0.5,z,0\n",
      "\"time\",\"neuron\"\n\"1\",0.1,0\n\"2\",0.25,3\n\"3\",0.5,0\n",
      "time neuron\n1 0.1 0\n2 0.25 3\n3 0.5 0\n", "time neuron\n0 0.1 0\n1 0.25 3\n2 0.5 0\n",
      "time,neuron,label\n0.1,0,5\" pipe\n0.25,3,\n0.5,0,a\n",
      "time\tneuron\n0,1\t0\n0,25\t3\n0,5\t0\n", "sep=;\ntime;neuron\n0,1;0\n0,25;3\n0,5;0\n",
    ])
  func tableOfAnotherProgram(
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

  @Test(
    "The unit that was read is named",
    arguments: [
      ("time,neuron\n1,0\n", "time in s, neuron"),
      ("time_ms,neuron\n1,0\n", "time_ms in ms, neuron"),
      ("senders,times\n1,5\n", "times in ms, senders"),
      ("timestamps,node_ids\n1,0\n", "timestamps in ms, node_ids"),
      ("timestamps,unit\n1,0\n", "timestamps in s, unit"),
    ])
  func unitThatWasRead(text: String, columns: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write(text, to: path)
    #expect(try SpikeFileSummary(of: path).columns == columns)
  }

  @Test(
    "A line of a table that is no spike is named",
    arguments: ["0.1", "x,1", "0.1,-1", "inf,0", "0.1,0,0", "0.1,1.5"])
  func lineOfTable(line: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("time,neuron\n0.1,0\n\(line)\n", to: path)
    let error = #expect(throws: SpikeFileError.self) { try CSVReader(path: path) }
    #expect(error?.description.contains("line 3: '\(line)' is not the time and neuron") == true)
  }

  @Test(
    "What is wrong with a line is said, with a remedy that is not to copy the file",
    arguments: [
      ("time,neuron\n0.5,A\n", "pandas.factorize"), ("time,neuron\n0.5,-1\n", "-1 is below"),
      ("time,neuron\n00:00:01.5,1\n", "a time of day"), ("time,neuron\n1.5D-1,1\n", "Write E"),
      ("time,neuron\n0.1,1 # a\n", "comments on lines of their own"),
      ("time,neuron\n0.5,\n", "its neuron is missing"),
      ("time,neuron\n,1\n", "its time is missing"),
      ("time,neuron\n0.5\n", "it has 1 field, but 2 columns"),
      // A column without a name is not a row name, unless it is quoted or counts up from 0 or 1.
      ("time neuron\n0.1 1 3\n0.2 2 4\n", "--format time_ms,neuron,other"),
      ("# time neuron\n1 1 3\n", "it has 3 fields"),
      ("time,neuron\n0,1,3\n1,2,4\n", "it has 3 fields"),
      ("time neuron\n1 0.1 3\n3 0.2 4\n", "does not begin with the name of a row"),
      ("time neuron\n\"a\" 0.1 3\n0.2 4\n", "does not begin with the name of a row"),
    ])
  func whatIsWrong(text: String, words: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write(text, to: path)
    let error = #expect(throws: SpikeFileError.self) { try CSVReader(path: path) }
    #expect(error?.description.contains(words) == true, "\(error as Any)")
    #expect(error?.description.contains("Copy it") == false, "\(error as Any)")
  }

  @Test("A table with a zero byte or hundreds of columns is not told to begin as it does")
  func zeroByteAndManyColumns() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("time,neuron\n0.1,1\n0.2,\0\n", to: path)
    let error = #expect(throws: SpikeFileError.self) { try SpikeFileSummary(of: path) }
    #expect(error?.description.contains("byte 22 is 0") == true, "\(error as Any)")
    let names = (0..<2000).map { "c\($0)" }.joined(separator: ",")
    let zeros = String(repeating: ",0", count: 2000)
    try AtomicFile.write("time,neuron,\(names)\n0.5,1\(zeros)\n", to: path)
    #expect(try SpikeRaster(contentsOf: path)[1].times == [0.5])
  }

  @Test("Columns that are named by hand take no row names, and a rate needs samples")
  func namedByHand() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("1 1 7\n", to: path)
    let error = #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: path, choosing: SpikeSelection(columns: "time,neuron"))
    }
    #expect(
      error?.description.contains("it has 3 fields, but 2 columns") == true, "\(error as Any)")
    let whole = SpikeSelection(columns: "time,neuron,other")
    #expect(try SpikeRaster(contentsOf: path, choosing: whole)[1].times == [1])
    try AtomicFile.write("time,neuron\n0.5,1\n", to: path)
    let rate = #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: path, choosing: SpikeSelection(samplingRate: 30_000))
    }
    #expect(rate?.description.contains("Leave out --sampling-rate") == true, "\(rate as Any)")
  }

  @Test(
    "A neuron that is too large is named with its line and the limit",
    arguments: ["4294967296", "10000000", "99999999999999999999", "1e300"])
  func neuronThatIsTooLarge(neuron: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("time,neuron\r0.1,0\r0.2,\(neuron)\r", to: path)
    let error = #expect(throws: SpikeFileError.self) { try CSVReader(path: path) }
    #expect(error?.description.contains("line 3: neuron \(neuron) is beyond 9999999") == true)
  }

  @Test(
    "What a table does not say is asked for, with the option",
    arguments: [
      ("0.1 0\n0.25 3\n", "without column names"),
      ("time,amplitude\n0.1,0\n", "do not name a neuron"),
      ("neuron,unit,time\n0,0,1\n", "name more than one neuron"),
      ("time,time,neuron\n0,0,1\n", "with --format time,other,neuron."),
      ("sender\ttime_step\ttime_offset\n1\t1000\t0.05\n", "--sampling-rate"),
      ("timestamps,population,node_ids\n1,v1,0\n2,lgn,0\n", "v1, lgn"),
      ("time,neuron,trial\n1,0,0\n0.5,0,1\n", "for each trial: 0, 1"),
    ])
  func whatTableDoesNotSay(
    text: String, words: String
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write(text, to: path)
    let error = #expect(throws: SpikeFileError.self) { try SpikeFileSummary(of: path) }
    guard case .refused? = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(error?.description.contains(words) == true, "\(error as Any)")
    #expect(
      ["--format", "--part", "--sampling-rate", "one time"].contains {
        error?.description.contains($0) == true
      })
  }

  @Test("What is said of a table is used") func whatIsSaidOfTable() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("100.5 3\n200 0\n", to: path)
    let named = try SpikeRaster(
      contentsOf: path, choosing: SpikeSelection(columns: "time_ms,neuron"))
    #expect(named[3].times == [0.1005] && named[0].times == [0.2])
    #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: path, choosing: SpikeSelection(columns: "this,that"))
    }
    try AtomicFile.write("sender\ttime_step\ttime_offset\n1\t1000\t0.5\n", to: path)
    let stepped = try SpikeRaster(contentsOf: path, choosing: SpikeSelection(samplingRate: 10_000))
    #expect(stepped[1].times == [0.1 - 0.0005])
    try AtomicFile.write("timestamps,population,node_ids\n1,v1,0\n2,lgn,0\n", to: path)
    let part = try SpikeRaster(contentsOf: path, choosing: SpikeSelection(part: "lgn"))
    #expect(part.times == [0.002])
    #expect(throws: SpikeFileError.self) {
      try SpikeRaster(contentsOf: path, choosing: SpikeSelection(part: "v2"))
    }
  }

  @Test("Another table is told how ours begins") func anotherTableIsToldHow() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    try AtomicFile.write("depth,amplitude\n0,0.1\n", to: path)
    let error = #expect(throws: SpikeFileError.self) { try SpikeFileSummary(of: path) }
    #expect(error?.description.contains("begins with the line 'time,neuron'") == true)
  }

  @Test("Our own CSV is read with the line ends of old Macs") func ourOwnCSVIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("raster.csv")
    let example = try ExampleRecording()
    try example.write(CSVWriter.self, to: path)
    let text = try FileReading.text(of: path)
    try AtomicFile.write(text.replacing("\n", with: "\r"), to: path)
    #expect(try CSVReader(path: path).raster.times == example.trains.flatMap { $0 })
  }
}
