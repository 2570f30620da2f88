// SPDX-License-Identifier: GPL-3.0-or-later

/// One number per neuron under a name.
public struct NeuronColumn: Equatable, Sendable {
  /// The column's name: letters, digits and `_`, and not one that NWB or its readers claim.
  public let name: String
  /// What the numbers are and their unit, in words.
  public let description: String
  /// One value per neuron.
  public let values: [Double]

  /// Names one number per neuron.
  public init(name: String, description: String, values: [Double]) {
    self.name = name
    self.description = description
    self.values = values
  }

  /// What speaks against the name, as a sentence; `nil` when nothing does.
  var faultOfName: String? {
    guard !name.isEmpty,
      name.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || isLetterOrDigit($0) })
    else { return "'\(name)' cannot name a column: choose a name of letters, digits and _." }
    if name.hasSuffix("_index") {
      return
        "'\(name)' cannot name a column, because NWB reserves names ending in _index for where "
        + "rows end: choose a different ending."
    }
    let remedy = name == "rate" ? "call it nominal_rate or mean_rate" : "choose another name"
    return Self.reserved.contains(name)
      ? "'\(name)' cannot name a column, because NWB or a program that reads it gives that name a "
        + "meaning of its own: \(remedy)." : nil
  }

  /// Names that mean something else in an NWB units table or in what pynwb (4.2), pynapple (0.11) and
  /// SpikeInterface (0.105) make of one.
  private static let reserved: Set<String> = [
    // Columns and attributes of the units table.
    "spike_times", "obs_intervals", "electrodes", "electrode_group", "waveform_mean",
    "waveform_sd", "waveforms", "waveforms_desc", "waveform_rate", "waveform_unit",
    "waveform_time_before_peak_in_ms", "resolution", "electrode_table",
    // Members of hdmf's tables.
    "id", "name", "columns", "colnames", "description", "parent", "children", "fields", "data_type",
    "namespace", "neurodata_type", "object_id", "container_source", "modified", "read_io",
    "categories", "category_tables", "meanings_tables", "get", "copy", "type_hierarchy",
    "all_children", "all_objects", "css_style", "js_script", "to_dataframe",
    // pynapple computes the first itself, the others are members of its groups.
    "rate", "index", "metadata",
    // SpikeInterface takes these for the names of the neurons.
    "unit_name", "unit_id",
  ]

  private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
