/// The alerts that stand, so that a restart repeats none.
package protocol AlertStore: Sendable {
    /// The oldest first.
    func alerts() async throws -> [Alert]

    /// Replaces all of them, in one transaction.
    func keep(_ alerts: [Alert]) async throws

    /// Since when the oldest record of live traffic waits for each of these destinations; none where nothing does.
    ///
    /// History may take hours by design, and is left out.
    func liveWaits(for destinations: [DestinationName]) async throws -> [DestinationName: Instant]
}

/// With which mapping and settings each destination was delivered to last.
package protocol MappingMemoryStore: Sendable {
    /// Notes the mapping that a destination is delivered with from now on, in one transaction.
    ///
    /// `mapping` names it, and the settings by which parked records may go after all. Where it is another one than before, lanes that are parked for what a mapping may mend are due now, with attempts anew.
    /// - Returns: how many those are.
    func takeUp(mapping: String, of destination: DestinationName, now: Instant) async throws -> Int

    /// What a destination did about guests when that was noted last; `nil` where it never was.
    func guestPolicy(of destination: DestinationName) async throws -> GuestPolicy?

    /// Notes what a destination does about guests from now on.
    func note(guests policy: GuestPolicy, of destination: DestinationName, now: Instant) async throws
}

extension DeliveryFault.Code {
    /// What another mapping may mend; everything else is the CRM's or a person's business.
    package static let mendedByMapping: [DeliveryFault.Code] = [
        .mapping, .invalidValue, .requiredField, .lacksAccount, .refused,
    ]
}
