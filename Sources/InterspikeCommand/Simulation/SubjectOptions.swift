// SPDX-License-Identifier: GPL-3.0-or-later

internal import ArgumentParser
internal import Foundation

/// What an NWB file says of whose neurons they are and how it is found.
struct SubjectOptions: ParsableArguments {
  @Option(help: "NWB: whose neurons they are, as a Latin binomial or an NCBI taxonomy address.")
  var species: String?
  @Option(
    help:
      "NWB: words to find the file by, with commas between; give \"\" for Neo, which (0.14.6) reads no file that has any."
  )
  var keywords = "spiking neurons, Poisson variational autoencoder, simulation"

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

  /// The keywords one by one.
  var words: [String] {
    keywords.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
