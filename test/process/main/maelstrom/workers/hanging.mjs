// A worker that never gets up.
for (;;) {}
