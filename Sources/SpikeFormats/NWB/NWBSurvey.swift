// SPDX-License-Identifier: GPL-3.0-or-later

/// What one pass over all spikes of a units table found.
public struct NWBSurvey: Equatable, Sendable {
  /// How many spikes have a time.
  public internal(set) var spikeCount = 0
  /// How many times are not finite numbers.
  public internal(set) var notFiniteCount = 0
  /// From the first spike to the last, in seconds; `nil` without spikes.
  public internal(set) var span: ClosedRange<Double>?
  /// From the earliest observed time to the latest, in seconds, widened where spikes lie outside.
  ///
  /// Where the file does not say when neurons were observed, from the first spike to just after the
  /// last; `nil` when there is none either.
  public internal(set) var interval: Range<Double>?
  /// How long all neurons together were observed, in neuron-seconds, gaps not counted.
  ///
  /// Where the file does not say it, neurons × the span of the spikes; `nil` without that.
  public internal(set) var observedTime: Double?
  /// How many spikes lie where their neuron was observed.
  public internal(set) var observedSpikeCount = 0
  /// What is odd about the file or was assumed, each a sentence without its full stop.
  public internal(set) var remarks: [String] = []

  /// Spikes per second and neuron over the observed time only; `nil` where that is not known.
  public var meanRate: Double? {
    guard let observedTime, observedTime > 0 else { return nil }
    return Double(observedSpikeCount) / observedTime
  }
}

extension NWBReader {
  /// Goes through all spikes once.
  ///
  /// Times that are not finite or begin anew are counted and named, not refused.
  ///
  /// - Complexity: O(spikes); memory holds the offsets and one block of times.
  /// - Throws: ``SpikeFileError`` when the file cannot be read.
  public func survey() throws(SpikeFileError) -> NWBSurvey {
    var pass = NWBSurveyPass(unitsTable: unitsTable)
    var observation = try openObservation()
    var block: [Double] = []
    var start = 0
    for neuron in 0..<neuronCount {
      let rows = spikeRows(of: neuron)
      pass.begin(neuron, observed: try observation?.stretches(of: neuron) ?? [])
      for row in rows {
        if row >= start + block.count {
          start = row
          block = try storedTimes(row..<min(row + 131_072, spikeCount))
        }
        pass.take(block[row - start])
      }
    }
    pass.survey.remarks = remarks + (observation?.remarks ?? [])
    return pass.finished(neuronCount: neuronCount)
  }
}

/// The state of a pass over the spikes of all neurons.
struct NWBSurveyPass {
  var survey = NWBSurvey()
  private var neuron = 0
  private var stretches: [Range<Double>] = []
  private var previous = -Double.infinity
  private var index = 0
  private var isReset = false
  private var resetCount = 0
  private var firstReset: String?
  private var firstNotFinite: String?
  private var observedTime = 0.0
  private var observedNeurons = 0
  private var unobservedSpikes = 0
  private var outside = 0
  private var firstOutside: String?
  private var hull: Range<Double>?
  private let unitsTable: String

  init(unitsTable: String) { self.unitsTable = unitsTable }

  mutating func begin(_ neuron: Int, observed stretches: [Range<Double>]) {
    self.neuron = neuron
    self.stretches = stretches
    (previous, index, isReset) = (-.infinity, 0, false)
    guard let first = stretches.first, let last = stretches.last else { return }
    observedNeurons += 1
    for stretch in stretches { observedTime += stretch.upperBound - stretch.lowerBound }
    let known = hull ?? first.lowerBound..<last.upperBound
    hull = min(known.lowerBound, first.lowerBound)..<max(known.upperBound, last.upperBound)
  }

  mutating func take(_ time: Double) {
    defer { index += 1 }
    guard time.isFinite else {
      survey.notFiniteCount += 1
      firstNotFinite = firstNotFinite ?? "spike \(index) of neuron \(neuron) is at \(time) s"
      return
    }
    survey.spikeCount += 1
    let span = survey.span ?? time...time
    survey.span = min(span.lowerBound, time)...max(span.upperBound, time)
    if time < previous {
      if !isReset { resetCount += 1 }
      isReset = true
      firstReset =
        firstReset
        ?? "spike \(index) of neuron \(neuron) is at \(time) s, after one at \(previous) s"
    }
    previous = time
    if stretches.isEmpty {
      unobservedSpikes += 1
    } else if isObserved(time) {
      survey.observedSpikeCount += 1
    } else {
      outside += 1
      firstOutside = firstOutside ?? "spike \(index) of neuron \(neuron) at \(time) s"
    }
  }

  /// Whether a stretch holds the time; its end counts, since many programs write the last spike there.
  private func isObserved(_ time: Double) -> Bool {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].upperBound < time { low = middle + 1 } else { high = middle }
    }
    return low < stretches.count && stretches[low].lowerBound <= time
  }

  func finished(neuronCount: Int) -> NWBSurvey {
    var survey = survey
    if let firstNotFinite {
      survey.remarks.append(
        survey.notFiniteCount == 1
          ? "a time is not finite and was left out: \(firstNotFinite)"
          : "\(survey.notFiniteCount) times are not finite and were left out: \(firstNotFinite)")
    }
    if let firstReset {
      survey.remarks.append(
        "the times of \(resetCount) \(resetCount == 1 ? "neuron" : "neurons") start over or are not sorted: "
          + firstReset)
    }
    var interval = hull
    if let span = survey.span {
      let known = hull ?? span.lowerBound..<span.upperBound.nextUp
      let end = span.upperBound < known.upperBound ? known.upperBound : span.upperBound.nextUp
      interval = min(known.lowerBound, span.lowerBound)..<end
    }
    survey.interval = interval
    if observedNeurons > 0 {
      survey.observedTime = observedTime
      if observedNeurons < neuronCount {
        survey.remarks.append(
          "the rate covers the \(observedNeurons) neurons for which the file says when they were "
            + "observed; \(unobservedSpikes) spikes of other neurons are not counted")
      }
      if let firstOutside {
        survey.remarks.append(
          "\(outside) spikes fall outside the times their neuron was observed and are not counted in the rate: "
            + firstOutside)
      }
    } else if let span = survey.span {
      survey.observedSpikeCount = survey.spikeCount
      let length = span.upperBound - span.lowerBound
      survey.observedTime = length > 0 ? length * Double(neuronCount) : nil
      survey.remarks.append(
        "the file does not say when the neurons were observed (\(unitsTable)/obs_intervals); from the first "
          + "spike to the last is assumed")
    } else {
      survey.remarks.append(
        "the file does not say when the neurons were observed (\(unitsTable)/obs_intervals), and none of them fired"
      )
    }
    return survey
  }
}
