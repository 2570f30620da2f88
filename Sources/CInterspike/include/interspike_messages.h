/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not installed: how the library leaves its messages. */
#ifndef INTERSPIKE_MESSAGES_H
#define INTERSPIKE_MESSAGES_H

/* Keeps the beginning of a message for this thread. */
__attribute__((visibility("hidden"))) void interspike_keep_error_message(const char *message);

#endif
