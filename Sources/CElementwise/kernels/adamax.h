/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

void KERNEL(adamax)(float *restrict p, float *restrict m, float *restrict u,
                    const float *restrict gradient, float scale, float weight_decay,
                    float keep, float blend, float fade, float floor, float rate, long count) {
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + weight_decay * p[i];
    const float moment = keep * m[i] + blend * g;
    const float faded = fade * u[i], fresh = __builtin_fabsf(g) + floor;
    const float bound = faded > fresh ? faded : fresh;
    m[i] = moment;
    u[i] = bound;
    p[i] = p[i] - rate * (moment / bound);
  }
}
