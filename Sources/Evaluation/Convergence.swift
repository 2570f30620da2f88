// SPDX-License-Identifier: GPL-3.0-or-later

/// When a trace of means has come to rest.
///
/// ```
/// s_i = (regression slope of y_i … y_{i+19} on time)/20
/// settled at i + 20 for the first i such that |s_i|, …, |s_{i+4}| < 10⁻⁵
/// ```
/// - Parameter trace: one value a step.
/// - Returns: the index into the trace; nil when it never rests or has fewer than 24 values.
///
/// > Reference: the published analysis code of Vafaii, Galor & Yates, arXiv 2410.19315, which gives the last index
/// > where we give nil.
public func settlingStep(of trace: [Double]) -> Int? {
  let width = 20
  let run = 5
  guard trace.count >= width + run - 1 else { return nil }
  // Σ(t − mean of t)² over one window.
  let spread = (0..<width).reduce(0.0) { sum, time in
    let centered = Double(time) - Double(width - 1) / 2
    return sum + centered * centered
  }
  var calm = 0
  for start in 0...(trace.count - width) {
    let mean = trace[start..<start + width].reduce(0, +) / Double(width)
    let slope =
      (0..<width).reduce(0.0) { sum, time in
        sum + (Double(time) - Double(width - 1) / 2) * (trace[start + time] - mean)
      } / spread
    calm = (slope / Double(width)).magnitude < 1e-5 ? calm + 1 : 0
    if calm == run { return start - run + 1 + width }
  }
  return nil
}
