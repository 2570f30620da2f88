// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Experiments
internal import Figures
internal import Foundation
internal import Runs

/// The command `interspike figure training RUN -o training.png`.
struct FigureTraining: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Draw the progress of a training run: loss, its terms, schedules, activity.")

  @Argument(help: "The run folder.", completion: .directory)
  var run: String

  @OptionGroup var picture: PictureOption
  @Flag(name: .shortAndLong, help: "Print nothing but errors on standard error.") var quiet = false

  /// More points than this on a line cannot be told apart.
  private static let points = 500

  func run() async throws {
    try FilePlan.check(runs: [run], draws: [("-o", picture.output)])
    let folder = try RunFolder(existing: run)
    let (curves, width) = try TrainingCurves.of(folder, points: Self.points)
    let name = URL(fileURLWithPath: folder.path).lastPathComponent
    let title = width > 1 ? "\(name), means of \(width) steps" : name
    try await TrainingFigure(curves, title: title)
      .write(to: picture.output)
    Console(quiet: quiet).inform("drew \(picture.output)")
  }
}
