package sync

import (
	"fmt"
	"slices"

	"woosync/store"
	"woosync/woo"
)

// What was changed in the webshop and is repaired, or is used as it is now, is said with the product that showed it. Such a remark is no
// error: the product went well.

// renamed compares the names in a webshop's answer with those by which its terms were asked for.
func (m *terms) renamed(j *job, p woo.Product) {
	compare := func(kind termKind, names []string, ids []int64, refs []woo.Ref) {
		if len(names) != len(ids) {
			return
		}
		for i, id := range ids {
			at := slices.IndexFunc(refs, func(ref woo.Ref) bool { return ref.ID == id })
			if at >= 0 && !sameOption(names[i], refs[at].Name) && !sameText(names[i], refs[at].Name) {
				m.remark(j, kind, names[i], plainTerm(refs[at].Name))
			}
		}
	}
	paths := appendNames(nil, j.Payload["categories"])
	shelves := make([]string, 0, len(paths))
	for _, path := range paths {
		if c := m.paths[path]; c != nil {
			shelves = append(shelves, c.Name)
		}
	}
	compare(kindCategory, shelves, j.asked.categories, p.Categories)
	compare(kindTag, appendNames(nil, j.Payload["tags"]), j.asked.tags, p.Tags)
	compare(kindBrand, appendNames(nil, j.Payload["brands"]), j.asked.brands, p.Brands)
	var names []string
	all, _ := j.Payload["attributes"].([]payload)
	for _, at := range all {
		if at["global"] == true {
			names = append(names, at["name"].(string))
		}
	}
	attributes := make([]woo.Ref, len(p.Attributes))
	for i, at := range p.Attributes {
		attributes[i] = woo.Ref{ID: at.ID, Name: at.Name}
	}
	compare(kindAttribute, names, j.asked.attributes, attributes)
	for _, at := range j.globals() {
		id := m.numbers[kindAttribute][termKey(at["name"].(string))]
		for _, value := range valuesOf(at) {
			if name := m.called(id, value); name != value {
				m.remark(j, kindOption, value, name)
			}
		}
	}
}

// remark says once in an operation that something is called otherwise.
func (m *terms) remark(j *job, kind termKind, ours, theirs string) {
	key := faultKey(kind, ours)
	if m.said[key] {
		return
	}
	m.said[key] = true
	j.say(fmt.Sprintf("In the webshop, the %s “%s” is called “%s”. It was known by its number and is used under that name.", kind.one(), plainName(ours), plainName(theirs)))
}

// say adds to what there is to say about a job that goes well.
func (j *job) say(remark string) {
	if j.remark != "" {
		remark = j.remark + " " + remark
	}
	j.remark = remark
}

// learn takes from an answer what it tells beside the product's own fate.
func (r *run) learn(a *reply, images map[string]int64) {
	m := r.shop.terms
	m.learnImages(a.job, a.product, images)
	m.renamed(a.job, a.product)
	if len(a.lost) > 0 {
		a.job.say("The webshop had deleted or taken away its " + describeLost(a.lost) + "; it has them again.")
	}
	if len(m.revived) > 0 && a.job.fields["attributes"] != nil {
		r.replaced[a.job.Product.ID] = true // it has what was made again
	}
}

// remarked is the result of a job that went well, with what was found changed in the webshop.
func remarked(res store.Result, j *job) store.Result {
	if res.Error != "" {
		return res
	}
	if j.remade {
		j.say("The webshop no longer had it; it was made again.")
	}
	if j.restore {
		j.say("It was in the trash of the webshop and was taken out.")
	}
	res.Error = j.remark
	return res
}
