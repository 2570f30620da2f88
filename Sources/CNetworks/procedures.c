/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projections whose targets are drawn where they are needed. */
#include "networks.h"

#include <stdlib.h>

enum { BLOCK = 4096, ROOM = 64 }; /* the room is for whole vectors */

static networks_procedure procedure(uint64_t key, uint32_t block, uint32_t targets) {
  const uint32_t first = block * BLOCK, rest = targets - first;
  return (networks_procedure){
      .key = key, .block = block, .first = first, .size = rest < BLOCK ? rest : BLOCK, .targets = targets};
}

networks_procedure networks_procedure_of_degree(uint64_t key, uint64_t degree, uint32_t block, uint32_t targets) {
  networks_procedure made = procedure(key, block, targets);
  const uint64_t begin = degree * made.first, end = degree * (made.first + made.size);
  made.least = end / targets - begin / targets;
  made.begin_rest = begin % targets;
  made.end_rest = end % targets;
  made.most = made.least + 1 + ROOM;
  return made;
}

networks_procedure networks_procedure_of_pairs(uint64_t key, float inverse_rate, bool excludes_self, uint32_t block,
                                               uint32_t targets) {
  networks_procedure made = procedure(key, block, targets);
  made.inverse_rate = inverse_rate;
  made.excludes_self = excludes_self;
  made.most = (size_t)made.size + ROOM;
  return made;
}

int networks_drawn_reserve(networks_drawn *drawn, size_t volleys) {
  if (drawn->offsets && drawn->volleys >= volleys) return 0;
  const size_t room = volleys + volleys / 4 + 16;
  uint32_t *offsets = realloc(drawn->offsets, (room + 1) * sizeof *offsets);
  if (!offsets) return -1;
  drawn->offsets = offsets;
  drawn->volleys = room;
  return 0;
}

void networks_drawn_free(networks_drawn *drawn) { free(drawn->offsets), free(drawn->targets); }
