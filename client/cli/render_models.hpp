#pragma once
// Models as tables. Pure but for the stream; thread-safe.

#include "visiond/v1/models.pb.h"

#include <ostream>

namespace visiond::cli {

void render_models(std::ostream& out, const v1::ListModelsResponse& list);

}  // namespace visiond::cli
