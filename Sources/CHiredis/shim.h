#ifndef SLUICE_HIREDIS_SHIM_H
#define SLUICE_HIREDIS_SHIM_H

#include <hiredis/hiredis.h>

#endif
