// SPDX-License-Identifier: GPL-3.0-or-later

internal import Ranks
internal import Runs

extension RunTraining {
  /// Steps that take longer than this may be abandoned when a signal comes.
  private static let longStep = Duration.milliseconds(200)

  /// Takes the missing steps of an earlier run and says so.
  func goOn(with kind: Kind, on console: Console) throws {
    if let openingRemark { console.warn(openingRemark) }
    if stepsTaken == steps, !isFresh {
      console.inform(
        "\(folder.path) has already taken all its \(steps) steps. Give a larger total with --steps."
      )
      return
    }
    console.inform("resuming at step \(stepsTaken) of \(steps), seed \(seed), in \(folder.path)")
    try finish(kind, on: console)
  }

  /// Takes the missing steps and shows progress; Ctrl-C stops it with a checkpoint.
  func finish(_ kind: Kind, on console: Console) throws {
    let folder = folder.path
    let steps = steps
    @Sendable func sentence(_ step: Int) -> String {
      "stopped after step \(step) of \(steps). Resume with `interspike \(kind.command) --resume \(folder)`."
    }
    Interruption.watch()
    // Rank 0 saves; the others wait for it to end them.
    if !isLead { Interruption.wait(.seconds(86_400)) }
    if let sentence = RankJob.own.sentence { console.inform(sentence) }
    if let rankRemark { console.warn(rankRemark) }
    let progress = Progress(
      kind == .model ? "training" : "learning", unit: "steps", from: stepsTaken, of: steps,
      on: console)
    defer { progress.end() }
    var began = ContinuousClock.now
    while let event = try isSavingNext ? Interruption.completing(next) : next() {
      switch event {
      case .stepped(let taken, let note): progress.show(done: taken, note: note)
      case .measured(let measurement): console.inform(measurement.sentence)
      case .saved: break
      }
      guard isSettled else { continue }
      if let signal = stopSignal(own: Interruption.signal) {
        Interruption.note(signal)
        let saved = try Interruption.completing(stop)
        throw InterruptedWork(description: sentence(saved))
      }
      // If a signal comes during a long step, the step before it is saved.
      let (saved, taken) = (savedStep, stepsTaken)
      let isLong = isLead && began.duration(to: .now) > Self.longStep || isMeasurementNear
      let rescue = saved < taken && isLong ? rescue() : nil
      Interruption.leaveInstructions {
        guard let rescue, (try? rescue()) != nil else { return sentence(saved) }
        return sentence(taken)
      }
      began = .now
    }
    Interruption.leaveInstructions(nil)
    if let closingRemark { console.warn(closingRemark) }
    progress.end()
    console.inform(
      "\(steps) steps taken; the \(kind == .model ? "model" : "dictionary") is in \(folder)")
  }
}

extension RunTraining.Kind {
  /// The command that starts and resumes such a run.
  var command: String { self == .model ? "train" : "sparse" }
}
