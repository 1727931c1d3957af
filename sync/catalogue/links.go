package catalogue

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"woosync/store"
)

// state is what is known of a row of the file.
type state uint8

const (
	unsettled state = iota // it waits for rows below it
	good
	bad
)

// seat is a row of the file by its SKU.
type seat struct {
	line  uint32
	state state
	kind  kind
}

// kind is what a parent can be.
type kind uint8

const (
	otherKind kind = iota
	variable
	variation
)

func kindOf(t store.ProductType) kind {
	switch t {
	case store.Variable:
		return variable
	case store.Variation:
		return variation
	}
	return otherKind
}

// index knows the rows of the file by SKU and by id. Of a SKU it keeps a hash of 64 bits with a secret seed: among a million
// SKUs, two share one once in thirty million files, and nobody can make them.
type index struct {
	seed  maphash.Seed
	seats map[uint64]seat
	// ids gives the SKUs of rows by their id, where the file may refer to ids: as places in text, since a million strings of
	// their own would cost a hundred megabytes.
	ids  map[uint64]int
	text []byte // SKUs, each with its length in front
	// elsewhere are parents that the file does not have, by their fold: asked for, then the answers. An empty type: there is none.
	elsewhere map[string]store.ProductType
}

func newIndex() index {
	return index{seed: maphash.MakeSeed(), seats: map[uint64]seat{}, ids: map[uint64]int{}, elsewhere: map[string]store.ProductType{}}
}

func (x *index) find(fold string) (seat, bool) {
	s, ok := x.seats[maphash.String(x.seed, fold)]
	return s, ok
}

func (x *index) put(fold string, s seat) { x.seats[maphash.String(x.seed, fold)] = s }

// identify remembers the SKU of the row with this id. The first row of an id counts; an id that is no number cannot be referred to.
func (x *index) identify(id, sku string) {
	n, err := strconv.ParseUint(id, 10, 64)
	if _, taken := x.ids[n]; err != nil || taken {
		return
	}
	x.ids[n] = len(x.text)
	x.text = binary.AppendUvarint(x.text, uint64(len(sku)))
	x.text = append(x.text, sku...)
}

// identified returns the SKU of the row with this id.
func (x *index) identified(id string) (sku string, ok bool) {
	n, err := strconv.ParseUint(id, 10, 64)
	at, ok := x.ids[n]
	if err != nil || !ok {
		return "", false
	}
	size, k := binary.Uvarint(x.text[at:])
	return string(x.text[at+k:][:size]), true
}

// resolve replaces "id:123" by SKUs where the id is known. complete says that every id of the file is known by now; what is
// still unknown is then left out and returned.
func (x *index) resolve(list []string, complete bool) (out, unknown []string, wait bool) {
	for i, s := range list {
		id, ok := reference(s)
		if !ok {
			continue
		}
		sku, known := x.identified(id)
		switch {
		case known:
			list[i] = sku
		case !complete:
			return list, nil, true
		default:
			unknown = append(unknown, s)
		}
	}
	if unknown != nil {
		list = slices.DeleteFunc(list, func(s string) bool { _, ok := reference(s); return ok })
	}
	return list, unknown, false
}

// link resolves what a product refers to. It answers that the row has to wait for rows below it, or reports what is wrong.
func (r *Reader) link(p *store.Product) (wait, ok bool) {
	complete := r.pass > 1
	if r.builder.references {
		for _, l := range []struct {
			list  *[]string
			field field
		}{{&p.Fields.Grouped, grouped}, {&p.Fields.Upsells, upsells}, {&p.Fields.CrossSells, crossSells}} {
			out, unknown, wait := r.index.resolve(*l.list, complete)
			if wait {
				return true, true
			}
			if unknown != nil {
				r.columns.notes.add("id", fmt.Sprintf("%s %d, %s: %s is no product of this file, so the link to it is left out", r.nature.word(), r.builder.record.line, clip(r.columns.header(l.field), 80), show(unknown[0])))
			}
			if *l.list = out; len(out) == 0 {
				*l.list = nil
			}
		}
	}
	if p.Type != store.Variation {
		return false, true
	}
	parentSKU := p.Fields.ParentSKU
	if id, isID := reference(parentSKU); isID {
		sku, known := r.index.identified(id)
		if !known {
			if !complete {
				return true, true
			}
			r.builder.failField(parent, fmt.Sprintf("no good row of the file has the ID %s; write the SKU of the variable product", show(id)))
			return false, false
		}
		parentSKU, p.Fields.ParentSKU = sku, sku
	}
	wait, wrong := r.parent(parentSKU, p.SKU)
	if wrong != "" {
		r.builder.failField(parent, wrong)
	}
	return wait, wrong == ""
}

// parent tells whether a variation may have the parent of this SKU.
func (r *Reader) parent(parentSKU, own string) (wait bool, wrong string) {
	fold := store.FoldSKU(parentSKU)
	if fold == store.FoldSKU(own) {
		return false, "the variation names itself as its parent; write the SKU of the variable product"
	}
	s, ok := r.index.find(fold)
	switch {
	case ok && s.state == bad:
		return false, fmt.Sprintf("its parent %s on %s %d is refused; correct that row first", show(parentSKU), r.nature.word(), s.line)
	case ok && s.kind == variation:
		return false, fmt.Sprintf("its parent %s on %s %d is a variation itself; write the SKU of the variable product", show(parentSKU), r.nature.word(), s.line)
	case ok && s.kind != variable:
		return false, fmt.Sprintf("its parent %s on %s %d is not variable; set its type to variable", show(parentSKU), r.nature.word(), s.line)
	case ok && s.state == unsettled:
		return true, ""
	case ok:
		return false, ""
	}
	t, asked := r.index.elsewhere[fold]
	switch {
	case !asked && r.pass == 1:
		r.index.elsewhere[strings.Clone(fold)] = ""
		return true, ""
	case r.pass == 1:
		return true, ""
	case t == "" && r.parents == nil:
		return false, fmt.Sprintf("the file has no product %s to be its parent; add its row, or correct the SKU", show(parentSKU))
	case t == "":
		return false, fmt.Sprintf("neither the file nor the catalogue has a product %s to be its parent; add its row, or correct the SKU", show(parentSKU))
	case t != store.Variable:
		return false, fmt.Sprintf("its parent %s in the catalogue is not variable; import that product as variable first", show(parentSKU))
	}
	return false, ""
}

// ask looks outside the file for the parents that it does not have.
func (r *Reader) ask(ctx context.Context) error {
	if r.parents == nil {
		return nil
	}
	var skus []string
	for fold := range r.index.elsewhere {
		if _, ok := r.index.find(fold); !ok {
			skus = append(skus, fold)
		}
	}
	slices.Sort(skus)
	for part := range slices.Chunk(skus, 500) {
		found, err := r.parents(ctx, part)
		if err != nil {
			return err
		}
		for fold, t := range found {
			r.index.elsewhere[fold] = t
		}
	}
	return nil
}
