// SPDX-License-Identifier: GPL-3.0-or-later

/// What ``GrayImage`` was called before.
@available(*, deprecated, renamed: "GrayImage")
public typealias GreyImage = GrayImage
