// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation
internal import SpikeFormats

/// What an NWB file says about the subject of a model's neurons, and the keywords to find it by.
struct SubjectOptions: ParsableArguments {
  @OptionGroup var subject: SpeciesOption
  @Option(help: Keywords.help)
  var keywords = ""

  /// What an NWB file of these neurons says apart from its recording.
  func session(of recording: SpikeRecording) -> NWBSession {
    subject.session(of: recording, keywords: keywords)
  }
}

/// What an NWB file says about the subject.
struct SpeciesOption: ParsableArguments {
  @Option(help: "NWB: the species of the subject, as a Latin binomial or an NCBI taxonomy address.")
  var species: String?

  func validate() throws {
    guard let species, !Self.isSpecies(species) else { return }
    throw ValidationError(
      "--species is \(species.debugDescription); it must be a Latin binomial such as "
        + "\"Mus musculus\" or an NCBI taxonomy address such as "
        + "http://purl.obolibrary.org/obo/NCBITaxon_10090.")
  }

  /// What an NWB file of these neurons says apart from its recording; the default text if `description` is `nil`.
  func session(
    of recording: SpikeRecording, description: String? = nil, keywords: String
  ) -> NWBSession {
    var session = NWBSession(for: recording)
    session.keywords = Keywords.words(of: keywords)
    if let description { session.sessionDescription = description }
    if let species { session.subject.species = species }
    return session
  }

  private static func isSpecies(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Z][a-z]+ [a-z]+(-[a-z]+)*( [a-z]+)?/) != nil
      || text.wholeMatch(of: /https?:\/\/purl\.obolibrary\.org\/obo\/NCBITaxon_[0-9]+/) != nil
  }
}

/// The keywords of an NWB file.
enum Keywords {
  static let help: ArgumentHelp =
    "NWB: keywords, separated by commas; Neo (0.14.6) cannot read files that have any. (default: none)"

  /// The words of a comma-separated list.
  static func words(of text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
