extension ShopOrder {
    /// Takes one piece of a line back for money, tax included.
    mutating func refund(_ lineID: Int64, id: Int64, at moment: SandboxTime, note: String? = nil) {
        guard let index = lines.firstIndex(where: { $0.id == lineID && $0.currentQuantity > 0 }) else { return }
        let owed = currentTotal
        lines[index].currentQuantity -= 1
        let price = lines[index].price
        refunds.append(
            Refund(
                id: id,
                transactionID: id + 10_000_000_000,
                amount: min(price + price * Int64(taxRatePercent) / 100, owed),
                at: moment,
                quantities: [lineID: 1],
                note: note
            )
        )
        financialStatus = currentTotal == 0 ? "refunded" : "partially_refunded"
    }

    /// Adds a line, or takes one piece of a line off, after the order was placed.
    mutating func edit(adding line: Line?, removingFrom lineID: Int64?) {
        isEdited = true
        if var line {
            line.isAddedByEdit = true
            lines.append(line)
        }
        guard let lineID, let index = lines.firstIndex(where: { $0.id == lineID && $0.currentQuantity > 0 })
        else { return }
        lines[index].currentQuantity -= 1
    }
}
