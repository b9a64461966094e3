/// Where a lane stands; stored under these names.
///
/// `docs/state-machine.md` draws the transitions.
package enum LaneState: String, Sendable, Hashable, Codable, CaseIterable {
    /// Delivered: the CRM holds what was wanted.
    case clean
    /// Something is wanted that was not delivered; has a due time.
    case dirty
    /// Being delivered by the destination's owner under its epoch.
    case claimed
    /// A person must look; a newer wanted revision frees it.
    case parked
    /// A person said "leave it"; a newer wanted revision frees it.
    case discarded
    /// Erased on request; nothing is sent any more.
    case erased
}
