// SPDX-License-Identifier: GPL-3.0-or-later

internal import DataFiles
internal import Experiments
internal import Runs

extension Reproduce {
  /// Trains what all experiments need, so that workers do not wait while one experiment is measured.
  ///
  /// What fails here fails again in the experiments that need it, which then report it.
  func trainTogether(
    _ chosen: [any Reproduction], _ extent: ReproductionExtent
  ) async throws {
    var folders: Set<String> = []
    let trainings = chosen.flatMap { $0.trainings(extent) }.filter {
      folders.insert($0.folder.path).inserted
    }
    do {
      try await train(trainings, extent)
    } catch {
      guard ExitStatus(of: error) != nil else { throw error }
      work.console.inform(Text.words(of: error))
    }
  }

  private func train(_ trainings: [PlannedRun], _ extent: ReproductionExtent) async throws {
    try await extent.fetchMissingData(for: trainings, saying: work.console)
    try extent.requireUsableData(for: trainings)
    try await CellWorkers(
      workers: workers ?? work.threadCount, threads: 1, console: work.console,
      afterwards: "then measuring"
    ).complete(trainings)
  }

  func reproduce(
    _ reproduction: any Reproduction, _ extent: ReproductionExtent, into folder: String
  ) async throws {
    try FileReading.createFolder(folder)
    let began = ContinuousClock.now
    let trainings = reproduction.trainings(extent)
    work.console.inform(
      "\(reproduction.name): \(Text.count(trainings.count, "model")), seed \(extent.firstSeed), into \(folder)"
    )
    try await train(trainings, extent)
    let progress = MeasuringProgress(models: trainings.count, on: work.console)
    defer { progress.end() }
    let bench = ReproductionBench(
      extent: extent, folder: folder, threads: work.threadCount,
      looking: { progress.look(at: $0) }, check: { try Interruption.check($0) })
    let findings = try await reproduction.findings(on: bench)
    progress.end()
    let report = ReproductionReport(
      reproduction, extent, trainings, findings, took: began.duration(to: .now))
    try report.write(to: folder)
    try Output.write(report.summary)
    work.console.inform("wrote \(folder)/report.html and \(folder)/results.json")
  }
}
