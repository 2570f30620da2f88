// SPDX-License-Identifier: GPL-3.0-or-later

import DataFiles
import InterspikeTesting
import Randomness
import Recordings
import SpikeFormats
import SpikeTrains
import Testing

@Suite("Rates from files")
struct RatesFileTests {
  /// Shape [time steps, neurons], Hz.
  static let table: [[Float]] = [
    [5, 40, 0, 90], [60, 1, 0, 90], [0, 20, 0, 90], [25, 80, 0, 90],
  ]

  @Test("A file of rates gives the spikes of the same rates in a list")
  func lists() async throws {
    let workplace = try Workplace()
    try workplace.makeArray("rates.npy", [5, 20, 80, 0], [4])
    try workplace.write(Array("neuron\n5\n20\n80\n0\n".utf8), to: "column.csv")
    try workplace.write(Array("# Hz\r\n5;20; 80;0\r\n".utf8), to: "row.csv")
    // Logarithms of counts in windows of 1 s; minus infinity is silence.
    try workplace.write(
      Array("1.6094379124341003,2.995732273553991,4.382026634673881,-inf\n".utf8), to: "log.csv")
    try workplace.sample(
      Workplace.rates("5,20,80,0"), to: "list.npy", duration: 3.5, seed: 7)
    try workplace.write(Array("5,0;20,0;80,0;0\r\n".utf8), to: "comma.csv")
    try workplace.write(Array("\"a\",\"b, c\",d,e\n\"5\",20,\"80\",0\n".utf8), to: "quoted.csv")
    for name in ["rates.npy", "column.csv", "row.csv", "comma.csv", "quoted.csv", "log.csv"] {
      try workplace.sample(
        Workplace.rates(workplace.path(name)), to: "file.npy", duration: 3.5,
        logCounts: name == "log.csv", seed: 7)
      #expect(try workplace.bytes("file.npy") == workplace.bytes("list.npy"), "\(name)")
    }
  }

  @Test(
    "A file of another name is read for what it holds, and a word that is no file is not a list of rates"
  )
  func otherNames() async throws {
    let workplace = try Workplace()
    try workplace.write(Array("5 20 80\n".utf8), to: "rates.txt")
    try workplace.sample(Workplace.rates(workplace.path("rates.txt")), to: "a.npy", seed: 7)
    try workplace.sample(Workplace.rates("5,20,80"), to: "b.npy", seed: 7)
    #expect(try workplace.bytes("a.npy") == workplace.bytes("b.npy"))
    // The first bytes of an archive with one array.
    let name = Array("rates.npy".utf8)
    let header =
      [0x50, 0x4b, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.count), 0, 0, 0]
    try workplace.write(header + name + [UInt8](repeating: 0, count: 64), to: "rates.npz")
    let refusal = await Workplace.refusal {
      try workplace.sample(Workplace.rates(workplace.path("rates.npz")), to: "c.npy")
    }
    #expect(refusal?.contains("numpy.load(FILE)") == true, "\(refusal ?? "")")
    #expect(GivenRates(argument: workplace.path("absent.txt")) == nil)
  }

  @Test("Rates come through a pipe as from a file, and what is not numbers is refused there too")
  func standardInput() async throws {
    let workplace = try Workplace()
    try workplace.makeArray("rates.npy", Self.table.flatMap { $0 }, [4, 4])
    func piped(_ name: String, _ options: String) async throws -> Program.Outcome {
      let program = Program.path(of: "interspike")
      return try await Program.run(
        "/bin/bash", ["-c", "cat \(name) | '\(program)' sample --rates - \(options)"],
        in: workplace.folder)
    }
    let array = try await piped("rates.npy", "--step 0.25 --seed 7 -o a.npy -q")
    #expect(array.status == 0, "\(array.errors)")
    try workplace.sample(
      .file(workplace.path("rates.npy")), to: "b.npy", step: 0.25, seed: 7)
    #expect(try workplace.bytes("a.npy") == workplace.bytes("b.npy"))
    try workplace.write(Array("5,20,80\n".utf8), to: "rates.csv")
    let text = try await piped("rates.csv", "--seed 7 -o - -q")
    #expect(text.status == 0 && text.output.contains("# neurons: 3"), "\(text.errors)")
    try workplace.write(Array("5,twenty\n".utf8), to: "words.csv")
    let refused = try await piped("words.csv", "-o c.npy")
    #expect(refused.status == 65, "\(refused.status)")
    #expect(refused.errors.contains("standard input, line 1: 'twenty'"), "\(refused.errors)")
  }

  @Test("Every digit of double precision counts, and rows are time steps in either order of axes")
  func doubles() throws {
    let workplace = try Workplace()
    for (name, isFortran, values) in [
      ("c.npy", false, [0.1, 33.3, 0.3, 66.7]), ("f.npy", true, [0.1, 0.3, 33.3, 66.7]),
    ] {
      let header = NPYHeader(descriptor: "<f8", shape: [2, 2], fortranOrder: isFortran).encoded()
      let bytes = values.flatMap { value in
        (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
      try workplace.write(header + bytes, to: name)
      let table = try RateTable(path: workplace.path(name), step: 0.5)
      #expect(table.duration == 1)
      // Means over one step are the rates themselves.
      #expect(try SampledPopulation(table, duration: 0.5).rates.map(\.hertz) == [0.1, 33.3])
      #expect(try SampledPopulation(table).rates.map(\.hertz) == [0.2, 50])
    }
  }

  @Test("Rates over time and trials are in the file, the same on one thread and on two")
  func overTime() async throws {
    let workplace = try Workplace()
    try workplace.makeArray("rates.npy", Self.table.flatMap { $0 }, [4, 4])
    for (name, threads) in [("a.nwb", 1), ("b.nwb", 2)] {
      try workplace.sample(
        .file(workplace.path("rates.npy")), to: name, step: 0.25, threads: threads
      ) { $0.trials = 3 }
    }
    #expect(try workplace.bytes("a.nwb") == workplace.bytes("b.nwb"))
    let raster = try SpikeRaster(contentsOf: workplace.path("a.nwb"))
    #expect(raster.interval == 0..<3)
    #expect(raster.spikeCount(of: 2) == 0)
    let found = try SpikeFileSummary(of: workplace.path("a.nwb"))
    let settings = try Workplace.object(found.provenance?.configuration ?? "")
    #expect(settings["process"] as? String == "inhomogeneous Poisson")
    #expect(settings["trials"] as? Int == 3)
    let source = try #require(settings["rates_from"] as? [String: Any])
    #expect(source["file"] as? String == "rates.npy")
    #expect(source["shape"] as? [Int] == [4, 4])
  }

  // False alarms of the test, over all seeds: 1e-6. Reading the time steps backwards is the wrong sampler.
  @Test("The counts of every neuron in every step follow the table, and another table is rejected")
  func law() throws {
    let workplace = try Workplace()
    try workplace.makeArray("rates.npy", Self.table.flatMap { $0 }, [4, 4])
    let (step, trials) = (0.25, 400)
    var sampled = try SampledPopulation(
      try RateTable(path: workplace.path("rates.npy"), step: step))
    sampled.trials = trials
    let raster = sampled.raster(
      of: 0..<4, from: try sampled.population(), seed: SeedSequence(11))
    var counts = [[Int]](repeating: [0, 0, 0, 0], count: 4)
    for neuron in 0..<4 {
      for time in raster.times(of: neuron) { counts[Int(time / step) % 4][neuron] += 1 }
    }
    let observed = counts.flatMap { $0 }
    let total = Double(observed.reduce(0, +))
    // Given their sum, counts are multinomial.
    func pValue(_ table: [[Float]]) throws -> Double {
      let expected = table.flatMap { $0 }.map { Double($0) * step * Double(trials) }
      let scale = total / expected.reduce(0, +)
      return try #require(
        chiSquared(observed: observed, expected: expected.map { $0 * scale }, pooledTo: 50)
      ).pValue
    }
    let expected = Self.table.flatMap { $0 }.reduce(0) { $0 + Double($1) } * step * Double(trials)
    // 5.1 standard deviations: once in 3 · 10⁶ seeds.
    #expect(abs(total - expected) < 5.1 * expected.squareRoot())
    #expect(try pValue(Self.table) >= 5e-7)
    #expect(try pValue(Self.table.reversed()) < 5e-7)
    #expect(counts.allSatisfy { $0[2] == 0 })
    #expect(counts[2][0] == 0)
  }

  /// What is asked of a file of rates, and what is answered.
  struct Refused: Sendable {
    let file: String
    var step: Double?
    var duration: Double?
    var choose: @Sendable (inout SampledPopulation) -> Void = { _ in }
    let sentence: String
  }

  @Test(
    "What is no table of rates is refused in one sentence",
    arguments: [
      Refused(
        file: "negative.npy",
        sentence: "negative.npy: neuron 1 has -1.0 Hz; rates must be 0 to 1e9 Hz."),
      Refused(file: "nan.npy", step: 1, sentence: "nan.npy: neuron 1 in time step 1 has nan Hz"),
      Refused(
        file: "three.npy", sentence: "has shape [2, 1, 2]; give rates of shape [neurons], or"),
      Refused(
        file: "nan.npy", sentence: "say with --step how many seconds a time step lasts"),
      Refused(
        file: "negative.npy", step: 1, sentence: "rates that do not change; leave out --step"),
      Refused(file: "good.csv", step: 0, sentence: "--step is 0.0; it must be"),
      Refused(
        file: "good.csv", step: 1, duration: 3, sentence: "good.csv last 2.0 s"),
      Refused(
        file: "good.csv", step: 1, choose: { $0.shape = 2 },
        sentence: "leave out --dead-time, --shape and --correlation"),
      Refused(
        file: "good.csv", step: 1, choose: { $0.trials = 0 },
        sentence: "--trials is 0; it must be 1 to 1000000."),
      Refused(
        file: "words.csv",
        sentence: "words.csv, line 3: 'x' in column 2 is not a number. Correct it."),
      Refused(
        file: "ragged.csv", step: 1,
        sentence: "ragged.csv, line 2, has 1 number, but the lines before it have 2"),
      Refused(file: "empty.csv", sentence: "empty.csv is empty, not numbers."),
      Refused(file: "missing.npy", sentence: "missing.npy"),
      Refused(
        file: "5,6", step: 1, sentence: "--step and --log-counts describe a file of rates."),
      Refused(
        file: "thousands.csv",
        sentence: "line 1: '1,000' in column 1 is not a number. Write it with a decimal point"),
      Refused(
        file: "pandas.csv",
        sentence: "line 1: the first column has no heading, so it numbers the rows"),
      Refused(
        file: "r.csv", sentence: "line 2: the first column has no heading, so it numbers the rows"),
      Refused(
        file: "tabs.csv",
        sentence: "line 1: the first column has no heading, so it numbers the rows"),
      Refused(
        file: "time.csv", step: 1, sentence: "line 1: the first column is headed 'Time (s)'"),
    ])
  func refusals(_ refused: Refused) async throws {
    let workplace = try Workplace()
    try workplace.makeArray("negative.npy", [5, -1], [2])
    try workplace.makeArray("nan.npy", [5, 1, 1, .nan], [2, 2])
    try workplace.makeArray("three.npy", [1, 1, 1, 1], [2, 1, 2])
    for (name, text) in [
      ("good.csv", "a,b\n1,2\n3,4\n"), ("words.csv", "a,b\n1,2\n3,x\n"),
      ("ragged.csv", "1,2\n3\n"), ("empty.csv", ""), ("thousands.csv", "\"1,000\",5\n"),
      ("pandas.csv", ",a,b\n0,5,20\n"), ("r.csv", "\"a\",\"b\"\n\"1\",5,20\n"),
      ("tabs.csv", "\ta\tb\n0\t5\t20\n"), ("time.csv", "Time (s),a\n0,5\n1,6\n"),
    ] { try workplace.write(Array(text.utf8), to: name) }
    let before = try workplace.names()
    let rates = refused.file.contains(".") ? workplace.path(refused.file) : refused.file
    let refusal = await Workplace.refusal {
      try workplace.sample(
        Workplace.rates(rates), to: "s.npy", duration: refused.duration, step: refused.step,
        refused.choose)
    }
    #expect(refusal?.contains(refused.sentence) == true, "\(refusal ?? "")")
    #expect(try workplace.names() == before)
  }
}
