// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation

/// What an NWB file of a model's neurons says of whose they are and how it is found.
struct SubjectOptions: ParsableArguments {
  @OptionGroup var subject: SpeciesOption
  @Option(help: Keywords.help)
  var keywords = ""

  /// Whose neurons they are.
  var species: String? { subject.species }

  /// The keywords one by one.
  var words: [String] { Keywords.words(of: keywords) }
}

/// What an NWB file says of whose neurons they are.
struct SpeciesOption: ParsableArguments {
  @Option(help: "NWB: whose neurons they are, as a Latin binomial or an NCBI taxonomy address.")
  var species: String?

  func validate() throws {
    guard let species, !Self.isSpecies(species) else { return }
    throw ValidationError(
      "--species is \(species.debugDescription); it must be a Latin binomial as "
        + "\"Mus musculus\" or an NCBI taxonomy address as "
        + "http://purl.obolibrary.org/obo/NCBITaxon_10090.")
  }

  private static func isSpecies(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Z][a-z]+ [a-z]+(-[a-z]+)*( [a-z]+)?/) != nil
      || text.wholeMatch(of: /https?:\/\/purl\.obolibrary\.org\/obo\/NCBITaxon_[0-9]+/) != nil
  }
}

/// The words by which an NWB file is found.
enum Keywords {
  static let help: ArgumentHelp =
    "NWB: words to find the file by, with commas between; Neo (0.14.6) reads no file that has any. (default: none)"

  /// The words of a list with commas.
  static func words(of text: String) -> [String] {
    text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
