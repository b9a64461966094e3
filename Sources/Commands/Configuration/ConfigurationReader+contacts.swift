import SyncModel

// Who gets a contact in a destination.
extension ConfigurationReader {
    mutating func contactRules(_ node: DocumentNode) -> ContactRules {
        var rules = ContactRules()
        if let policy = node["guests"]?.text.flatMap(GuestPolicy.init) { rules.guests = policy }
        guard case .sequence(let items)? = node["ignore_emails"]?.value else { return rules }
        if items.count > EmailPattern.mostPatterns {
            report(
                node["ignore_emails"],
                "ignore_emails has \(items.count) patterns",
                fix: "at most \(EmailPattern.mostPatterns); one * may stand for many addresses"
            )
        }
        for item in items.prefix(EmailPattern.mostPatterns) {
            let text = item.text ?? ""
            do throws(EmailPattern.Mistake) {
                rules.ignoredEmails.append(try EmailPattern(text))
            } catch {
                report(item, "the pattern \"\(text.prefix(60))\" of ignore_emails \(error.message)", fix: error.fix)
            }
        }
        return rules
    }
}
