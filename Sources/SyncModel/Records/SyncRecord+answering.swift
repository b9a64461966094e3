extension SyncRecord {
    /// What a read brought, as the answer to something that was known to be asked before the read began.
    ///
    /// Questions carry Shopify's time and reads carry ours. With a clock that is behind, a read would seem older than
    /// the question it answers: the record would be read again and again, and where both have one version, the body
    /// that asked would win over the read, and a record that was told deleted would stay so although the read found it.
    /// What was asked at `askedAt` is answered, whatever the clocks say.
    package func answering(_ askedAt: Instant) -> SyncRecord {
        switch self {
        case .customer(var record):
            record.profile = record.profile.retied(askedAt)
            record.reads = record.reads.merged(with: HydrationNeed(readAt: askedAt))
            record.life = record.life.found(askedAt)
            return .customer(record)
        case .order(var record):
            record.details = record.details.retied(askedAt)
            record.reads = record.reads.merged(with: HydrationNeed(readAt: askedAt))
            record.life = record.life.found(askedAt)
            return .order(record)
        }
    }

    /// When the record was made, by Shopify's clock.
    package var createdAt: Instant? {
        switch self {
        case .customer(let record): record.profile.fields.createdAt.value?.instant
        case .order(let record): record.details.fields.createdAt.value?.instant
        }
    }

    /// When the record was last changed, by Shopify's clock.
    package var updatedAt: Instant? {
        switch self {
        case .customer(let record): record.profile.fields.updatedAt.value?.instant ?? record.profile.version?.at
        case .order(let record): record.details.fields.updatedAt.value?.instant ?? record.details.version?.at
        }
    }

    /// A record of which nothing is known but when it was seen or missed, and what was read.
    package static func trace(
        _ kind: RecordKind,
        _ id: Int64,
        life: RecordLife = RecordLife(),
        reads: HydrationNeed = HydrationNeed()
    ) -> SyncRecord {
        switch kind {
        case .customer:
            var record = CustomerRecord(id: id)
            (record.life, record.reads) = (life, reads)
            return .customer(record)
        case .order:
            var record = OrderRecord(id: id)
            (record.life, record.reads) = (life, reads)
            return .order(record)
        }
    }
}

extension RecordLife {
    /// Of what a read found alive: seen behind whatever made it be read.
    fileprivate func found(_ askedAt: Instant) -> RecordLife {
        guard aliveAt != nil else { return self }
        return merged(with: RecordLife(aliveAt: askedAt + .microseconds(1)))
    }
}

extension Versioned {
    /// The group of a single payload with a tie that is not older than `tie`.
    fileprivate func retied(_ tie: Instant) -> Versioned<Group> {
        guard let version, version.tie < tie else { return self }
        return Versioned(fields, version: SourceVersion(at: version.at, tie: tie, hash: version.hash))
    }
}
