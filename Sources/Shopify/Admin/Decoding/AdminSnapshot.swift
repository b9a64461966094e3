import FoundationEssentials
import SyncModel

/// Makes canonical records of what one read brought, with the versions that a read gives.
///
/// Groups are dated by the record's `updatedAt`; consents and totals, which may change without it, no earlier than some
/// minutes before the read; ties go to the read that began later. A read answers every hydration asked for before it began.
struct AdminSnapshot: Sendable {
    let store: StoreName
    /// When the read began.
    let readAt: Instant
    let zone: ShopZone
    let withholdsCustomerData: Bool
    /// What mappings name beyond what every record has.
    var demand = ReadDemand()

    /// An order with its lines as a record.
    ///
    /// - Parameters:
    ///   - order: as it was read.
    ///   - lines: all of its lines.
    ///   - bytes: what it was read from; `nil` to tell versions apart by what they say.
    /// - Returns: the whole record.
    /// - Throws: ``BodyProblem``, for an id of another type.
    func record(_ order: AdminOrder, lines: [AdminLine], bytes: StableHash? = nil) throws -> OrderRecord {
        var record = OrderRecord(id: try order.id.checked(as: "Order", at: "id"))
        var details = try order.details(
            lines: lines,
            zone: zone,
            withholdsCustomerData: withholdsCustomerData,
            metafields: demand.metafields[.order] ?? []
        )
        details.identifyGuest(of: store)
        let hash = try bytes?.value ?? Self.hash(of: details)
        record.details = Versioned(details, version: version(at: order.updatedAt, hash))
        record.life = RecordLife(aliveAt: readAt)
        record.reads = HydrationNeed(readAt: readAt)
        return record
    }

    func record(_ customer: AdminCustomer, bytes: StableHash? = nil) throws -> CustomerRecord {
        var record = CustomerRecord(id: try customer.id.checked(as: "Customer", at: "id"))
        let profile = customer.profile(
            zone,
            withholdsCustomerData: withholdsCustomerData,
            metafields: demand.metafields[.customer] ?? []
        )
        let hash = try bytes?.value ?? Self.hash(of: profile)
        let version = version(at: customer.updatedAt, hash)
        record.profile = Versioned(profile, version: version)
        record.tags = TagSet(list: customer.tags.list, version: version)
        // Totals follow orders, and not always with a time of the customer's own.
        let totals = self.version(at: customer.lastOrder?.updatedAt, noEarlierThan: version)
        record.purchases = Versioned(try customer.purchases(), version: totals)
        if demand.followsLastOrder, let last = customer.lastOrderDate(zone) {
            // Orders move this one by their own times.
            let ordered = customer.lastOrder?.updatedAt.map { max($0.instant, customer.updatedAt.instant) }
            record.lastOrder = Versioned(
                last,
                version: ordered.map { self.version(at: Timestamp($0), hash) } ?? version
            )
        }
        record.emailConsent = consent(customer.defaultEmailAddress?.consent, version)
        record.smsConsent = consent(customer.defaultPhoneNumber?.smsConsent, version)
        record.whatsAppConsent = consent(customer.defaultPhoneNumber?.whatsAppMarketingConsent, version)
        record.life = RecordLife(aliveAt: readAt)
        record.reads = HydrationNeed(readAt: readAt)
        return record
    }

    /// Unknown where there is no address or number to consent for.
    private func consent(
        _ consent: AdminCustomer.Consent?,
        _ recordVersion: SourceVersion
    ) -> Versioned<MarketingConsent> {
        guard let consent else { return Versioned() }
        return Versioned(
            consent.group(zone),
            version: version(at: consent.updatedAt, noEarlierThan: recordVersion)
        )
    }

    /// What happened so long before a read is in its answer, however old the times are that it gives.
    ///
    /// Within that time a webhook may be newer than a copy of Shopify's that answers, or its clock ahead.
    private static let copyDelay = Duration.seconds(300)

    /// The version of a group whose own time does not tell when it changed.
    ///
    /// A consent's time is of one address, and whoever records it may give a former one; a refund changes totals without
    /// a time of the customer's. Dated by those alone, what was known before would win over each read for good.
    private func version(at own: Timestamp?, noEarlierThan record: SourceVersion) -> SourceVersion {
        let seen = readAt - Self.copyDelay
        return version(at: Timestamp(max(own?.instant ?? record.at, record.at, seen)), record.hash)
    }

    private func version(at time: Timestamp, _ hash: UInt64) -> SourceVersion {
        // Later than any embedded customer, whatever the answer claims.
        let earliest = Instant(microseconds: Instant.beginning.microseconds + 1)
        return SourceVersion(at: max(time.instant, earliest), tie: readAt, hash: hash)
    }

    private static func hash(of fields: some Encodable) throws -> UInt64 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return StableHash.of(try encoder.encode(fields))
    }
}
