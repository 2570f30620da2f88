// SPDX-License-Identifier: GPL-3.0-or-later

internal import Foundation

/// What NWB wants to know about a session besides its spikes.
///
/// The default follows from the recording alone, so that the same command gives the same bytes: a
/// simulation has no date of its own, and its identifier is a fingerprint of all that is written.
public struct NWBSession: Equatable, Sendable {
  /// The name of this file among all files.
  ///
  /// One of your own is written as it is. The default names the recording, and the writer replaces
  /// it by a fingerprint of recording, session and spikes. Object identifiers are derived from both.
  public var identifier: String { didSet { hasOwnIdentifier = true } }
  /// Whether the identifier was set by the user.
  private(set) var hasOwnIdentifier = false
  /// The session's name among those of its subject; nil for what the file's name says in a dandiset,
  /// `sub-…_ses-….nwb`, or none.
  public var sessionName: String?
  /// What was recorded.
  public var sessionDescription = "Simulated spike trains of neurons with given firing rates."
  /// When the session began, in ISO 8601 with a time zone.
  public var startTime = "2000-01-01T00:00:00.000000+00:00"
  /// When the file was made, in ISO 8601 with a time zone.
  public var fileCreationTime = "2000-01-01T00:00:00.000000+00:00"
  /// Who made it, each as "Last, First".
  public var experimenters = ["Simulation, Interspike"]
  /// Where it was made.
  public var institution = "simulated"
  /// Why it was made.
  public var experimentDescription =
    "Spikes drawn one inter-spike interval at a time; the notes hold seed and configuration."
  /// Words to find it by.
  ///
  /// Empty by default: Neo (up to 0.14.6 at least) reads no file that has keywords, while NWB
  /// Inspector suggests them and is content without.
  public var keywords: [String] = []
  /// Whose neurons they are.
  public var subject = NWBSubject()
  /// The stimuli, in the order of the numbers by which presentations name them.
  public var stimuli: NWBPictures?
  /// What each neuron looks for, one picture per neuron.
  public var receptiveFields: NWBPictures?
  /// The column of the units table that holds them.
  static let receptiveFieldColumn = "receptive_field"

  /// The default session of a recording.
  public init(for recording: SpikeRecording) {
    let names = NWBObjectNames(
      session: recording.provenance.encoded + "\(recording.neuronCount)"
        + "\(recording.presentations)")
    identifier = names.identifier(of: "/")
  }

  /// Checks what validators would refuse, and whether the pictures fit the recording.
  func check(for recording: SpikeRecording) throws(SpikeFileError) {
    let shown = recording.presentations.map(\.stimulus).max() ?? 0
    if let stimuli, shown >= stimuli.count {
      throw .badRecording(
        "a presentation shows stimulus \(shown), but there are pictures of \(stimuli.count) stimuli: "
          + "give one for each, counted from 0.")
    }
    if let receptiveFields {
      guard receptiveFields.count == recording.neuronCount else {
        throw .badRecording(
          "there are \(receptiveFields.count) receptive fields for \(recording.neuronCount) neurons: "
            + "give one for each.")
      }
      guard !recording.neuronColumns.contains(where: { $0.name == Self.receptiveFieldColumn })
      else {
        throw .badRecording(
          "the column '\(Self.receptiveFieldColumn)' is taken by the receptive fields: rename it.")
      }
    }
    for time in [startTime, fileCreationTime] where !Self.isTimeWithZone(time) {
      throw .badRecording(
        "'\(time)' is not a time with a time zone: write it like 2000-01-01T00:00:00+00:00.")
    }
    guard !texts.contains(where: { $0.isEmpty || $0.contains("\0") }) else {
      throw .badRecording(
        "a text field of the NWB session or subject is empty or contains a NUL: give it some text.")
    }
    guard ["M", "F", "O", "U"].contains(subject.sex) else {
      throw .badRecording("'\(subject.sex)' is not a code for sex in NWB: choose M, F, O or U.")
    }
  }

  /// Every text that is written.
  var texts: [String] {
    [
      identifier, startTime, fileCreationTime, sessionDescription, institution,
      experimentDescription, subject.identifier, subject.species, subject.sex, subject.age,
      subject.description,
    ] + experimenters + keywords + (sessionName.map { [$0] } ?? [])
  }

  private static func isTimeWithZone(_ text: String) -> Bool {
    let zoned = text.hasSuffix("Z") || text.dropLast(5).last.map { "+-".contains($0) } == true
    let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return zoned && ((try? Date(text, strategy: .iso8601)) ?? (try? fractional.parse(text))) != nil
  }
}

/// Whose neurons were recorded.
public struct NWBSubject: Equatable, Sendable {
  /// The subject's name.
  public var identifier = "interspike-model"
  /// The species, as a Latin binomial or an NCBI taxonomy address.
  ///
  /// By default the taxon "synthetic construct", since no animal was recorded. Name the species
  /// whose data a model was trained on.
  public var species = "http://purl.obolibrary.org/obo/NCBITaxon_32630"
  /// M, F, O (other) or U (unknown).
  public var sex = "U"
  /// The age as an ISO 8601 duration.
  public var age = "P0D"
  /// What the subject is.
  public var description = "A simulated population of spiking neurons; no animal was recorded."

  /// A model.
  public init() {}

  /// Whether a text names a species in a form that NWB takes.
  package static func isSpecies(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Z][a-z]+ [a-z]+(-[a-z]+)*( [a-z]+)?/) != nil
      || text.wholeMatch(of: /https?:\/\/purl\.obolibrary\.org\/obo\/NCBITaxon_[0-9]+/) != nil
  }
}
