// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "cache_fixture.h"

#include "cmocka_all.h"

struct cache_fixture *cache_fixture_open(const char *text,
					 enum cache_device device)
{
	struct cache_geometry geometry;
	struct cache_fixture *f = test_calloc(1, sizeof(*f));
	char why[256] = "";

	if (cache_geometry_parse(&geometry, text, why, sizeof(why)))
		fail_msg("%s: %s", text, why);
	assert_int_equal(cache_model_create(&f->model, &geometry), 0);
	cache_model_count_into(f->model, &f->count);
	cache_model_device(f->model, device);
	return f;
}

void cache_fixture_close(struct cache_fixture *f)
{
	cache_model_destroy(f->model);
	test_free(f);
}

struct cache_count cache_fixture_since(struct cache_fixture *f)
{
	struct cache_count count = f->count;

	f->count = (struct cache_count){0};
	return count;
}
