// SPDX-License-Identifier: GPL-3.0-or-later

internal import SpikeTrains

/// Checks trains on their way into a file and counts them.
///
/// Validators of the formats do not look at every time, so the writer must.
struct TrainLedger {
  let path: String
  let recording: SpikeRecording
  /// How many trains were entered.
  private(set) var trainCount = 0
  /// How many spikes they held.
  private(set) var spikeCount = 0
  private var isSettled = true

  init(path: String, recording: SpikeRecording) {
    self.path = path
    self.recording = recording
  }

  /// Enters the next neuron's train; ``settle()`` follows once its spikes are written.
  ///
  /// - Complexity: O(spikes + presentations).
  mutating func enter(_ times: [Double]) throws(SpikeFileError) {
    let neuron = trainCount
    guard neuron < recording.neuronCount else {
      throw .wrongNeuronCount(
        path: path, appended: neuron + 1, declared: recording.neuronCount)
    }
    guard isSettled else { throw unsettled }
    try check(times, of: neuron)
    try eachPresentation(of: times, neuron: neuron)
    isSettled = false
    trainCount += 1
    spikeCount += times.count
  }

  /// Tells `visit` the presentation of every spike of a train.
  func eachPresentation(
    of times: [Double], neuron: Int,
    visit: (_ time: Double, _ presentation: Int) -> Void = { _, _ in }
  ) throws(SpikeFileError) {
    var presentation = 0
    for time in times {
      while time >= recording.presentations[presentation].stop { presentation += 1 }
      guard time >= recording.presentations[presentation].start else {
        throw .betweenPresentations(path: path, neuron: neuron, time: time)
      }
      visit(time, presentation)
    }
  }

  /// Says that the spikes of the last train are written.
  mutating func settle() { isSettled = true }

  /// Checks that every neuron had its train and that no train failed half-way.
  func close() throws(SpikeFileError) {
    guard trainCount == recording.neuronCount else {
      throw .wrongNeuronCount(
        path: path, appended: trainCount, declared: recording.neuronCount)
    }
    guard isSettled else { throw unsettled }
  }

  private var unsettled: SpikeFileError {
    .damaged(path: path, reason: "the spikes of neuron \(trainCount - 1) could not be written")
  }

  private func check(_ times: [Double], of neuron: Int) throws(SpikeFileError) {
    let interval = recording.interval
    var previous = -Double.infinity
    for (index, time) in times.enumerated() {
      let fault: SpikeTrainError
      if !time.isFinite {
        fault = .timeNotFinite(time: time, index: index, neuron: neuron)
      } else if time < previous {
        fault = .unsorted(time: time, previous: previous, index: index, neuron: neuron)
      } else if !interval.contains(time) {
        fault = .outsideInterval(time: time, interval: interval, index: index, neuron: neuron)
      } else {
        previous = time
        continue
      }
      throw .badSpikes(path: path, fault: fault)
    }
  }
}
