"""The procedures of the province: packs, versions, and the rules a version implies."""
