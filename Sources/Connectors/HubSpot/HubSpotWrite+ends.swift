import SyncModel

extension HubSpotWrite {
    /// This write without the values that HubSpot refused; `nil` where that would not help.
    ///
    /// Once only, and never without a property that the record cannot exist without.
    func mended(of issues: [HubSpotPropertyIssue], object: HubSpotObject) -> HubSpotWrite? {
        let names = Set(issues.map(\.property))
        guard
            !wasMended, names.isDisjoint(with: object.required), !names.contains(object.idProperty),
            !names.isDisjoint(with: properties.keys)
        else { return nil }
        var mended = self
        mended.wasMended = true
        for issue in issues where mended.properties.removeValue(forKey: issue.property) != nil {
            let reason = [issue.message, issue.code].first { !$0.isEmpty } ?? "HubSpot refused it"
            mended.warnings.append(.leftOut(issue.property, because: reason))
        }
        return mended
    }

    /// The end of a write of which the answer said nothing, from what HubSpot turned out to hold.
    func end(heldBy record: HubSpotRecord?, words: String?) -> HubSpotWriteEnd {
        let silence = words ?? "HubSpot's answer did not mention the record"
        guard let record else {
            guard words == nil, endpoint == .update else {
                return .failed(DeliveryFault(.unreadable, .retry, message: "\(silence), and it is not there"))
            }
            return .gone
        }
        guard properties.allSatisfy({ HubSpotValues.isSame($0.value, record.value($0.key)) }) else {
            return .failed(
                DeliveryFault(
                    .unreadable,
                    .retry,
                    message: "\(silence), and it does not hold what was sent",
                    mayBeWritten: true
                )
            )
        }
        return .written(WrittenRecord(crmID: record.id, isNew: false, warnings: warnings))
    }
}
