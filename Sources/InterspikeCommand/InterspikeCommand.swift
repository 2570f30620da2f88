// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import DataFiles
internal import Foundation
internal import Ranks
internal import Recordings
internal import Runs
internal import Tensors

/// The program `interspike`.
@main
struct InterspikeCommand: AsyncParsableCommand {
  static let version = ProgramDescription.text(commit: SourceCommit.name)

  static let configuration = CommandConfiguration(
    commandName: "interspike",
    abstract: "Train variational autoencoders on pictures, and let their neurons fire.",
    discussion: """
      To get started:
        interspike data photos -o data
        interspike train poisson --data data/train.safetensors \\
          --held-out data/held-out.safetensors --steps 4000 -o runs/first
        interspike evaluate runs/first --data data/held-out.safetensors
        interspike simulate runs/first --data data/held-out.safetensors -o raster.nwb

      Results go to standard output, progress and errors to standard error. The same seed gives the \
      same bytes with any number of threads.
      """,
    version: version,
    subcommands: [
      Data.self, Train.self, Sparse.self, SweepCommand.self, Evaluate.self, Simulate.self,
      Stream.self, NetworkCommand.self,
      Generate.self, Compare.self, Import.self, Export.self, Sample.self, Encode.self,
      VerifySampler.self, Inspect.self, Figure.self, Experiment.self, Reproduce.self,
      ReadSpikes.self,
    ])

  /// Parses, runs, and turns any error into one sentence and an exit status.
  static func main() async {
    StandardStreams.occupy()
    Lifeline.hold()
    // Writing past a file size limit must raise an error that names the file, not kill the process.
    signal(SIGXFSZ, SIG_IGN)
    Output.holdPlace()
    keepFreedMemory()
    SignalWatch.begin()
    let work = Task { await parseAndRun() }
    SignalWatch.cancelsLater(work)
    await work.value
  }

  private static func parseAndRun() async {
    var command: any ParsableCommand
    do {
      try Refusal.requireSubcommands(CommandLine.arguments.dropFirst(), of: Self.self)
      command = try parseAsRoot(joiningNegativeNumbers(CommandLine.arguments.dropFirst()))
    } catch let error as Refusal {
      end(with: error)
    } catch {
      refuse(error)
    }
    do {
      try RankJob.join(for: command)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      try RankJob.leave(after: command)
    } catch {
      if exitCode(for: error) == .success || error is ValidationError { refuse(error) }
      end(with: error)
    }
  }

  /// Turns `--seed -1` into `--seed=-1`, so that the error names the range rather than a missing value.
  static func joiningNegativeNumbers(_ arguments: some Sequence<String>) -> [String] {
    var joined: [String] = []
    for argument in arguments {
      let isNegative = argument.hasPrefix("-") && Double(argument) != nil
      if isNegative, let option = joined.last, option.count > 2, option.hasPrefix("--"),
        !option.contains("=")
      {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  /// Exits after a command line that could not be parsed, or that asked for help.
  private static func refuse(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    guard code != .success else { exit(withError: error) }
    let message = fullMessage(for: error)
    let prefix = "Error: "
    RankJob.end(
      message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message, .usage)
  }

  private static func end(with error: any Error) -> Never {
    if let signal = Interruption.signal, error is InterruptedWork || RankJob.own.ranks.count == 1 {
      guard Interruption.beginEnding() else { Interruption.park() }
      let sentence = (error as? InterruptedWork)?.description ?? "interrupted."
      if RankJob.own.isLead { Console.write("interspike: \(sentence)\n") }
      RankJob.own.leave()
      Foundation.exit(128 + signal)
    }
    RankJob.end(Text.sentence(of: error), ExitStatus(of: error) ?? .software)
  }
}
