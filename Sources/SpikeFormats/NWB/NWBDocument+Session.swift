// SPDX-License-Identifier: GPL-3.0-or-later

extension NWBDocument {
  /// Writes the root, the groups every file must have, the general facts and the subject.
  func describeSession(_ session: NWBSession, notes: String) throws(SpikeFileError) {
    try mark("/", as: "NWBFile", of: "core")
    try file.setText("2.11.0", "nwb_version", of: "/")
    try file.writeTexts([session.fileCreationTime], at: "/file_create_date")
    try file.writeText(session.identifier, at: "/identifier")
    try file.writeText(session.sessionDescription, at: "/session_description")
    try file.writeText(session.startTime, at: "/session_start_time")
    try file.writeText(session.startTime, at: "/timestamps_reference_time")
    for group in [
      "/acquisition", "/analysis", "/processing", "/stimulus", "/stimulus/presentation",
      "/stimulus/templates", "/general",
    ] { try file.createGroup(group) }
    try file.writeText(notes, at: "/general/notes")
    if let name = session.sessionName { try file.writeText(name, at: "/general/session_id") }
    try file.writeText(session.institution, at: "/general/institution")
    try file.writeText(session.experimentDescription, at: "/general/experiment_description")
    if !session.experimenters.isEmpty {
      try file.writeTexts(session.experimenters, at: "/general/experimenter")
    }
    if !session.keywords.isEmpty {
      try file.writeTexts(session.keywords, at: "/general/keywords")
    }
    try describe(session.subject)
  }

  private func describe(_ subject: NWBSubject) throws(SpikeFileError) {
    try file.createGroup("/general/subject")
    try mark("/general/subject", as: "Subject", of: "core")
    try file.writeText(subject.identifier, at: "/general/subject/subject_id")
    try file.writeText(subject.species, at: "/general/subject/species")
    try file.writeText(subject.sex, at: "/general/subject/sex")
    try file.writeText(subject.age, at: "/general/subject/age")
    try file.writeText(subject.description, at: "/general/subject/description")
  }
}
