/* Keeps the windows of tunnels full. Ends take turns, so that none starves. */
#ifndef PUMP_H
#define PUMP_H

#include "tunnel.h"

/* Together not more than this many bytes per second; 0: no limit. */
void pump_limit(double rate);

/* This end may have something to send. */
void pump_add(struct end *e);

/* Lets every end that was added send for one turn. True: there is more to do at once. */
bool pump_run(void);

/* How long to wait for events then, in ms. */
int pump_patience(bool more);

#endif
