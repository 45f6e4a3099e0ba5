/* What the generator can do. Each prints its result as a line of JSON and returns the exit code. */
#ifndef MODES_H
#define MODES_H

#include <stddef.h>

int throughput(void);
int roundtrip(void);
int connect_mode(void);
int idle(void);
int stall(void);

/* How many messages of a size are in flight in each tunnel unless told otherwise. */
unsigned usual_window(size_t size, unsigned tunnels);

/* Holds the tunnels until standard input ends, having told on standard output that they stand. */
void hold(void);

#endif
