import SyncModel

/// A call that did not succeed: what follows from it, and HubSpot's own words where it said any.
struct HubSpotRefusal: Error, Sendable {
    var fault: DeliveryFault
    /// `nil` where there was no answer.
    var status: Int?
    /// `nil` where the body could not be read.
    var error: HubSpotError?

    /// Whether the call's parts may fare better than the whole.
    var isDivisible: Bool { fault.disposition == .bisect }
}
