-- The products that have members, upsells or cross-sells: what links to a product that comes or goes is planned again.
CREATE INDEX products_linking ON products (id)
	WHERE instr(fields, '"Grouped":[') + instr(fields, '"Upsells":[') + instr(fields, '"CrossSells":[') > 0;
