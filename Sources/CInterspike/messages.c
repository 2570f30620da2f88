/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interspike.h"
#include "interspike_messages.h"

#include <string.h>

static _Thread_local char kept[1024];

const char *interspike_error_message(void) { return kept; }

void interspike_keep_error_message(const char *message) {
  size_t length = strlen(message);
  if (length >= sizeof kept) {
    length = sizeof kept - 1;
    /* No half of a UTF-8 character. */
    while (length > 0 && ((unsigned char)message[length] & 0xc0) == 0x80) length--;
  }
  memcpy(kept, message, length);
  kept[length] = 0;
}
