/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma clang fp contract(off)

/* As many vectors at a time as keep a processor busy while each waits for its own exponential. */
enum { TOGETHER = 4 };

/* The smooth bound of `vectors` vectors. */
VECTOR_INLINE void integrate_bound(const int vectors, floats *x, float upper) {
  ints near = (ints)0;
#pragma unroll
  for (int i = 0; i < vectors; i++) near |= ~softclamp_is_far(x[i], upper);
  if (vector_bits(near)) {
    /* A vector that needs the logarithm of the bound is rare: no reason to unroll this. */
    floats slope;
    for (int i = 0; i < vectors; i++) x[i] = softclamped(x[i], upper, &slope);
    return;
  }
#pragma unroll
  for (int i = 0; i < vectors; i++) x[i] = softclamped_far(x[i], vector_exp(x[i] - upper));
}

/* What the potentials of `vectors` vectors become, given what drives them. */
VECTOR_INLINE void integrate_span(const int vectors, const event_driven_network *network,
                                  const float *rows, const struct active *found, const float *drive,
                                  float *potentials) {
  floats sums[SPAN];
#pragma unroll
  for (int v = 0; v < vectors; v++) sums[v] = vector_load(drive + v * VECTOR_LANES);
  active_subtract(sums, vectors, rows, found);
  const floats floor = (floats)network->lower;
  const int together = vectors < TOGETHER ? vectors : TOGETHER;
  for (int v = 0; v < vectors; v += together) {
    floats u[TOGETHER];
#pragma unroll
    for (int i = 0; i < together; i++) u[i] = vector_select(sums[v + i] < floor, floor, sums[v + i]);
    integrate_bound(together, u, network->largest_change);
#pragma unroll
    for (int i = 0; i < together; i++) {
      u[i] = vector_load(potentials + (v + i) * VECTOR_LANES) + u[i];
      u[i] = vector_select(u[i] < floor, floor, u[i]);
    }
    integrate_bound(together, u, network->largest_potential);
#pragma unroll
    for (int i = 0; i < together; i++) vector_store(potentials + (v + i) * VECTOR_LANES, u[i]);
  }
}

/* The spikes of `trial`, of a list that rises; `at` goes on to where the next trial's begin. */
VECTOR_INLINE void integrate_collect(struct active *found, const event_driven_network *network,
                                     const event_driven_spikes *spikes, long trial, long *at) {
  const uint32_t first = (uint32_t)(trial * network->neurons);
  const uint32_t end = first + (uint32_t)network->neurons;
  long count = 0, i = *at;
  for (; i < spikes->count && spikes->places[i] < end; i++) {
    found->rows[count] = (long)(spikes->places[i] - first) * EVENT_DRIVEN_TILE;
    found->values[count++] = (float)spikes->counts[i];
  }
  found->count = count;
  *at = i;
}

void KERNEL(integrate)(const event_driven_network *network, const event_driven_spikes *spikes,
                       const float *drive, long trials, float *potentials) {
  enum { TILE = EVENT_DRIVEN_TILE, FEW = 1024 };
  const long neurons = network->neurons;
  long places[FEW];
  float values[FEW];
  struct active found = {0, places, values};
  if (neurons > FEW) found = active_make(neurons);
  /* A tile of the network stays in the second cache while all trials pass it. */
  for (long left = 0; left < neurons; left += TILE) {
    const long width = neurons - left < TILE ? neurons - left : TILE;
    const long whole = width / VECTOR_LANES * VECTOR_LANES, rest = width - whole;
    const float *tile = network->inhibition + left * neurons;
    long at = 0;
    for (long trial = 0; trial < trials; trial++) {
      integrate_collect(&found, network, spikes, trial, &at);
      const float *driven = drive + trial * neurons + left;
      float *row = potentials + trial * neurons + left;
#define BODY(vectors, from) \
  integrate_span(vectors, network, tile + (from), &found, driven + (from), row + (from))
      OVER_SPANS(whole, BODY);
#undef BODY
      if (rest) {
        float last[VECTOR_LANES] = {0}, last_drive[VECTOR_LANES] = {0};
        memcpy(last, row + whole, (size_t)rest * sizeof(float));
        memcpy(last_drive, driven + whole, (size_t)rest * sizeof(float));
        integrate_span(1, network, tile + whole, &found, last_drive, last);
        memcpy(row + whole, last, (size_t)rest * sizeof(float));
      }
    }
  }
  if (neurons > FEW) active_free(&found);
}

void KERNEL(paint)(const float *rows, long neurons, long width, const event_driven_spikes *spikes,
                   long trials, float *result) {
  struct active found = active_make(neurons);
  long at = 0;
  for (long trial = 0; trial < trials; trial++) {
    long count = 0;
    const uint32_t first = (uint32_t)(trial * neurons), end = first + (uint32_t)neurons;
    for (; at < spikes->count && spikes->places[at] < end; at++) {
      found.rows[count] = (long)(spikes->places[at] - first) * width;
      found.values[count++] = -(float)spikes->counts[at];
    }
    found.count = count;
    float *row = result + trial * width;
#define BODY(vectors, from) combine_span(vectors, rows + (from), &found, row + (from))
    OVER_SPANS(width, BODY);
#undef BODY
  }
  active_free(&found);
}
