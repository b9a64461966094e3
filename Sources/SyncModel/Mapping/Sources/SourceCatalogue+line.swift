import FoundationEssentials

extension SourceCatalogue {
    static let line: [SourceField] = [
        SourceField("line.id", .number, "Shopify's number for the line.", example: "487817672276298554") {
            .integer($0.line.id)
        },
        SourceField("line.title", .text, "The product's title.", example: "Mug") { .text($0.line.title) },
        SourceField("line.variant_title", .text, "The variant's title.", example: "Blue") { .of($0.line.variantTitle) },
        SourceField("line.name", .text, "Product and variant.", example: "Mug - Blue") { subject in
            guard let variant = subject.line.variantTitle, !variant.isEmpty else { return .text(subject.line.title) }
            return .text("\(subject.line.title) - \(variant)")
        },
        SourceField("line.sku", .text, "Stock keeping unit.", example: "MUG-1") { .of($0.line.sku) },
        SourceField("line.vendor", .text, "The product's vendor.", example: "Acme") { .of($0.line.vendor) },
        SourceField("line.quantity", .number, "Quantity after edits and refunds.", example: "2") {
            .integer($0.line.currentQuantity)
        },
        SourceField("line.original_quantity", .number, "Quantity as ordered.", example: "3") {
            .integer($0.line.quantity)
        },
        SourceField("line.price", .money, "Price of one piece, before discounts.", example: "19.95") {
            .decimal($0.line.unitPrice)
        },
        SourceField("line.discount", .money, "Discount on the whole line.", example: "5.00") {
            .decimal($0.line.totalDiscount)
        },
        SourceField("line.unit_discount", .money, "Discount on one piece.", example: "2.50") { subject in
            let line = subject.line
            guard line.quantity > 0 else { return .decimal(0) }
            return .decimal(DecimalText.rounded(line.totalDiscount / Decimal(line.quantity), places: 6))
        },
        SourceField("line.product_id", .number, "Shopify's number for the product.", example: "788032119674292922") {
            $0.line.productID.map { .integer($0) } ?? .clear
        },
        SourceField("line.variant_id", .number, "Shopify's number for the variant.", example: "39072856") {
            $0.line.variantID.map { .integer($0) } ?? .clear
        },
        SourceField("line.gift_card", .boolean, "Whether it is a gift card.", example: "false") {
            .boolean($0.line.isGiftCard)
        },
        SourceField(named: "line.properties.NAME", "A property of the line, by its name.", example: "Engraving: Bob") {
            .value($0.line.properties)
        },
    ]
}
