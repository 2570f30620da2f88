// SPDX-License-Identifier: GPL-3.0-or-later

internal import Runs

extension RunTraining {
  /// Takes the steps that are missing in an earlier run, saying so.
  func goOn(
    _ activity: String, of thing: String, with command: String, on console: Console
  ) throws {
    if let openingRemark { console.warn(openingRemark) }
    if stepsTaken == steps, !isFresh {
      console.inform("\(folder.path) has taken all its \(steps) steps. Give more in all with --steps.")
      return
    }
    console.inform("going on from step \(stepsTaken) of \(steps), seed \(seed), in \(folder.path)")
    try finish(activity, goingOnWith: command, on: console)
    console.inform("\(steps) steps taken; the \(thing) is in \(folder.path)")
  }

  /// Takes the steps that are missing, and says how it goes; Ctrl-C ends it with a checkpoint.
  ///
  /// - Parameter command: the command that goes on with such a run.
  func finish(_ activity: String, goingOnWith command: String, on console: Console) throws {
    Interruption.watch()
    let progress = Progress(activity, unit: "steps", from: stepsTaken, of: steps, on: console)
    defer { progress.end() }
    while let event = try next() {
      switch event {
      case .stepped(let taken, let note): progress.show(done: taken, note: note)
      case .measured(let measurement): console.inform(measurement.sentence)
      case .saved: break
      }
      if Interruption.signal != nil {
        let saved = try stop()
        try Interruption.check(
          "stopped after step \(saved) of \(steps). Go on with "
            + "`interspike \(command) --resume \(folder.path)`.")
      }
    }
    if let closingRemark { console.warn(closingRemark) }
  }
}
