// SPDX-License-Identifier: GPL-3.0-or-later

internal import Experiments
internal import Runs
internal import Synchronization

/// Progress in measuring trained models: a model counts as measured when the next one is used.
final class MeasuringProgress: Sendable {
  private let progress: Progress
  private let looked = Mutex<Set<String>>([])

  /// Starts showing progress over this many models.
  init(models: Int, on console: Console) {
    progress = Progress("measuring", unit: "models", of: models, on: console)
  }

  /// Notes that a model is being used, for the first time or again.
  func look(at training: PlannedRun) {
    let before = looked.withLock { looked in
      looked.insert(training.folder.path)
      return looked.count - 1
    }
    progress.show(done: before, note: training.name)
  }

  /// Removes the line.
  func end() { progress.end() }
}
