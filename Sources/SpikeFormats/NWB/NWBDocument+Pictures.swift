// SPDX-License-Identifier: GPL-3.0-or-later

extension NWBDocument {
  /// Writes the stimuli as images in the order of the numbers by which presentations name them.
  func writeStimuli(_ stimuli: NWBPictures) throws(SpikeFileError) {
    let group = "/stimulus/templates/stimuli"
    try createGroup(group)
    try mark(group, as: "Images", of: "core")
    try file.setText(stimuli.description, "description", of: group)
    let digits = "\(stimuli.count - 1)".count
    let names = (0..<stimuli.count).map { number in
      let text = "\(number)"
      return "\(group)/stimulus_" + String(repeating: "0", count: digits - text.count) + text
    }
    for (number, name) in names.enumerated() {
      try file.writeArray(
        stimuli.pixels(of: number), shape: [stimuli.height, stimuli.width], at: name)
      try mark(name, as: "GrayscaleImage", of: "core")
      try file.setText("Stimulus \(number).", "description", of: name)
    }
    let order = "\(group)/order_of_images"
    try file.writeReferences(to: names, at: order)
    try mark(order, as: "ImageReferences", of: "core")
  }

  /// Writes what each neuron looks for as a column of the units table.
  func writeReceptiveFields(_ fields: NWBPictures) throws(SpikeFileError) {
    let column = "/units/\(NWBSession.receptiveFieldColumn)"
    try file.writeArray(
      fields.values, shape: [fields.count, fields.height, fields.width], at: column)
    try markColumn(column, description: fields.description)
  }
}
