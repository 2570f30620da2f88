// SPDX-License-Identifier: GPL-3.0-or-later

/// The convolution of pictures with a bank of filters, channels last.
///
/// ```
/// y[n, i, j, o] = b[o] + Σ x[n, s·i + u − p, s·j + v − p, c]·w[o, c, u, v]       over c, u, v; x = 0 outside
/// ∂L/∂x[n, h, k, c] = Σ c̄[n, i, j, o]·w[o, c, u, v]     over all with s·i + u − p = h, s·j + v − p = k
/// ∂L/∂w[o, c, u, v] = Σ c̄[n, i, j, o]·x[n, s·i + u − p, s·j + v − p, c],   ∂L/∂b[o] = Σ c̄[n, i, j, o]
/// ```
/// Computed in `Float` on the calling thread, by oneDNN or by Winograd's algorithm where that is faster; the filters are not turned over, as in PyTorch.
///
/// - Parameters:
///   - input: shape [trials, height, width, channels].
///   - weight: shape [outputs, channels, kernel height, kernel width], PyTorch's layout.
///   - bias: shape [outputs], or none.
///   - stride: s, along both axes.
///   - padding: p, the zeros around each picture on every side.
/// - Returns: shape [trials, ⌊(height + 2p − kernel height)/s⌋ + 1, ⌊(width + 2p − kernel width)/s⌋ + 1, outputs].
/// - Precondition: shapes as stated, stride ≥ 1, padding ≥ 0, a filter no larger than the padded picture.
/// - Complexity: O(size of the result · channels · kernel height · kernel width).
public func convolution(
  _ input: Tensor, _ weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Int = 0
) -> Tensor {
  let geometry = ConvolutionGeometry(
    input: input.shape, weight: weight.shape, stride: stride, padding: padding)
  if let bias {
    guard bias.shape == [weight.shape[0]] else {
      fatalError("a bias of shape \(bias.shape) does not fit a weight of shape \(weight.shape)")
    }
  }
  return .recording(
    values: ConvolutionKernels.result(
      geometry, input: input.values, weight: weight.values, bias: bias?.values),
    shape: geometry.output, inputs: [input, weight] + (bias.map { [$0] } ?? [])
  ) { cotangent in
    let slopes =
      weight.isRecorded || bias?.isRecorded == true
      ? weightSlope(geometry, input, cotangent, withBias: bias?.isRecorded == true) : nil
    let inputSlope = input.isRecorded ? inputSlope(geometry, cotangent, weight) : nil
    return [inputSlope, slopes?.weight] + (bias == nil ? [] : [slopes?.bias])
  }
}

/// The slope along the input: linear in the cotangent and in the weight.
private func inputSlope(
  _ geometry: ConvolutionGeometry, _ cotangent: Tensor, _ weight: Tensor
) -> Tensor {
  .recording(
    values: ConvolutionKernels.inputSlope(
      geometry, cotangent: cotangent.values, weight: weight.values),
    shape: geometry.input, inputs: [cotangent, weight]
  ) { c in
    [
      cotangent.isRecorded
        ? convolution(c, weight, bias: nil, stride: geometry.stride, padding: geometry.padding)
        : nil,
      weight.isRecorded ? weightSlope(geometry, c, cotangent, withBias: false).weight : nil,
    ]
  }
}

/// The slopes along the weight, linear in the input and in the cotangent, and along the bias.
private func weightSlope(
  _ geometry: ConvolutionGeometry, _ input: Tensor, _ cotangent: Tensor, withBias: Bool
) -> (weight: Tensor, bias: Tensor?) {
  let values = ConvolutionKernels.weightSlope(
    geometry, input: input.values, cotangent: cotangent.values, withBias: withBias)
  let weight = Tensor.recording(
    values: values.weight, shape: geometry.weight, inputs: [input, cotangent]
  ) { c in
    [
      input.isRecorded ? inputSlope(geometry, cotangent, c) : nil,
      cotangent.isRecorded
        ? convolution(input, c, bias: nil, stride: geometry.stride, padding: geometry.padding)
        : nil,
    ]
  }
  guard withBias else { return (weight, nil) }
  let shape = cotangent.shape
  let bias = Tensor.recording(
    values: values.bias, shape: [geometry.weight[0]], inputs: [cotangent]
  ) { c in [Tensor.zeros(shape) + c] }
  return (weight, bias)
}
