/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

void KERNEL(adamax)(float *restrict p, float *restrict m, float *restrict u,
                        const float *restrict gradient, float scale, float weight_decay,
                        float beta1, float beta2, float floor, float rate, long count) {
  const float rest = 1.0f - beta1;
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + weight_decay * p[i];
    const float moment = beta1 * m[i] + rest * g;
    const float faded = beta2 * u[i], fresh = __builtin_fabsf(g) + floor;
    const float bound = faded > fresh ? faded : fresh;
    m[i] = moment;
    u[i] = bound;
    p[i] = p[i] - rate * (moment / bound);
  }
}
