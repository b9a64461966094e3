#ifndef SLUICE_LIBPQ_SHIM_H
#define SLUICE_LIBPQ_SHIM_H

#include <libpq-fe.h>

#endif
