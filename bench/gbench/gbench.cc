// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "gbench/gbench.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <new>
#include <sstream>
#include <string>
#include <unordered_set>
#include <vector>

#include <benchmark/benchmark.h>

#include "gbench/settle.hh"
#include "gbench/version.hh"

using Reporter = benchmark::BenchmarkReporter;
using Run = Reporter::Run;

struct gbench {
	struct Slice {
		const std::string *name;
		benchmark::IterationCount iterations;
		gbench_slice_fn fn;
		void *ctx;
		bool kept;
	};

	/*
	 * The needed fields of a library's Run, which is a kilobyte of mostly
	 * empty strings.
	 */
	struct Record {
		const std::string *name;
		const std::string *error;
		benchmark::IterationCount iterations;
		double seconds;
	};

	std::unordered_set<std::string> texts;
	std::vector<Slice> slices;
	std::vector<Record> records;

	/*
	 * The elements of an unordered_set keep their address, so @text is
	 * stored once.
	 */
	const std::string *intern(const std::string &text)
	{
		return &*texts.insert(text).first;
	}
};

namespace
{

using Slice = gbench::Slice;
using Record = gbench::Record;

template <class Fn> int guarded(Fn fn) noexcept
{
	try {
		return fn();
	} catch (const std::bad_alloc &) {
		return -ENOMEM;
	} catch (...) {
		return -EIO;
	}
}

bool is_control(char c)
{
	return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/* The library's JSON does not escape every control character. */
bool is_plain(const char *text)
{
	return text && std::none_of(text, text + strlen(text), is_control);
}

/* The library skips benchmarks whose name has this prefix. */
bool is_name(const char *name)
{
	return is_plain(name) && *name && strncmp(name, "DISABLED_", 9);
}

const char *outcome_fault(const gbench_outcome &outcome)
{
	if (outcome.error)
		return outcome.error;
	if (!std::isfinite(outcome.seconds) || outcome.seconds < 0)
		return "the slice reported no valid time";
	return nullptr;
}

/* All iterations are one batch, so that the C function is called once. */
void run_slice(benchmark::State &state, const Slice &slice)
{
	gbench_outcome outcome = {};

	outcome.seconds = NAN;
	while (state.KeepRunningBatch(slice.iterations)) {
		slice.fn(slice.ctx, static_cast<uint64_t>(slice.iterations),
			 &outcome);
		if (const char *fault = outcome_fault(outcome))
			state.SkipWithError(fault);
		else
			state.SetIterationTime(outcome.seconds);
	}
}

/* Prints nothing; keeps the library's error messages. */
struct Quiet : Reporter {
	std::ostream null{nullptr};
	std::ostringstream errors;

	Quiet()
	{
		SetOutputStream(&null);
		SetErrorStream(&errors);
	}

	bool ReportContext(const Context &) override
	{
		return true;
	}

	void ReportRuns(const std::vector<Run> &) override
	{
	}
};

/*
 * Collects the library's runs, which must be the slices, once each, in order.
 */
class Collector : public Quiet
{
      public:
	Collector(gbench *g, const std::vector<Slice> &slices)
	    : g_(g), slices_(slices)
	{
	}

	void ReportRuns(const std::vector<Run> &runs) override
	{
		for (const Run &run : runs)
			take(run);
	}

	bool complete() const
	{
		return in_order_ && taken_ == slices_.size();
	}

      private:
	void take(const Run &run)
	{
		if (taken_ >= slices_.size() ||
		    run.run_name.function_name != *slices_[taken_].name ||
		    run.iterations != slices_[taken_].iterations) {
			in_order_ = false;
			return;
		}

		Record r = {};

		r.name = slices_[taken_].name;
		if (const std::string *said = Version<Run>::error(run)) {
			std::string error = *said;

			std::replace_if(error.begin(), error.end(), is_control,
					' ');
			r.error = g_->intern(error);
		}
		r.iterations = run.iterations;
		r.seconds = run.real_accumulated_time;
		if (slices_[taken_++].kept)
			g_->records.push_back(r);
	}

	gbench *g_;
	const std::vector<Slice> &slices_;
	size_t taken_ = 0;
	bool in_order_ = true;
};

int run_round(gbench *g, const std::vector<Slice> &slices)
{
	Collector collector(g, slices);

	for (const Slice &slice : slices)
		benchmark::RegisterBenchmark(
			slice.name->c_str(),
			[&slice](benchmark::State &s) { run_slice(s, slice); })
			->Iterations(slice.iterations)
			->Repetitions(1)
			->UseManualTime();
	benchmark::RunSpecifiedBenchmarks(&collector, ".");
	return collector.complete() ? 0 : -EIO;
}

/*
 * The filter is the library's: each name becomes a benchmark that marks itself
 * as taken.  No option is set that would extend the name.
 */
int run_filter(const char *filter, const char *const names[], size_t count,
	       bool taken[], char *why, size_t why_size)
{
	static const char malformed[] = "Could not compile benchmark re: ";
	Quiet reporter;
	std::string text;

	for (size_t i = 0; i < count; i++)
		benchmark::RegisterBenchmark(
			names[i], [taken, i](benchmark::State &state) {
				taken[i] = true;
				state.SkipWithError("taken");
			});
	benchmark::RunSpecifiedBenchmarks(&reporter, filter ? filter : "");
	text = reporter.errors.str();
	if (text.rfind(malformed, 0))
		return 0;
	text = text.substr(strlen(malformed));
	snprintf(why, why_size, "%s", text.substr(0, text.find('\n')).c_str());
	return -EINVAL;
}

/*
 * The library reads the list of CPUs once, and prints a warning about a "bad
 * BIOS" on stderr if their numbers have gaps, as with an offline CPU; stderr is
 * redirected meanwhile.  The glibc manual ("Standard Streams") allows the
 * assignment.
 */
int look_at_cpus()
{
	FILE *saved = stderr;
	FILE *null = fopen("/dev/null", "we");
	int err;

	if (null)
		stderr = null;
	err = guarded([] {
		benchmark::CPUInfo::Get();
		benchmark::SystemInfo::Get();
		return 0;
	});
	stderr = saved;
	if (null)
		fclose(null);
	return err;
}

} // namespace

extern "C" {

void gbench_on_no_memory(void (*fn)(void))
{
	std::set_new_handler(fn);
}

int gbench_create(struct gbench **g)
{
	int err = look_at_cpus();

	if (err)
		return err;
	return guarded([&] {
		settle_flags();
		*g = new gbench();
		return 0;
	});
}

void gbench_destroy(struct gbench *g)
{
	delete g;
}

int gbench_add(struct gbench *g, const char *name, uint64_t iterations,
	       gbench_slice_fn fn, void *ctx)
{
	if (!is_name(name) || !iterations || iterations > INT64_MAX || !fn)
		return -EINVAL;
	return guarded([&] {
		g->slices.push_back({g->intern(name),
				     static_cast<int64_t>(iterations), fn, ctx,
				     true});
		return 0;
	});
}

int gbench_add_aside(struct gbench *g, const char *name, uint64_t iterations,
		     gbench_slice_fn fn, void *ctx)
{
	int err = gbench_add(g, name, iterations, fn, ctx);

	if (!err)
		g->slices.back().kept = false;
	return err;
}

int gbench_run(struct gbench *g)
{
	size_t before = g->records.size();
	std::vector<Slice> slices;
	int err;

	slices.swap(g->slices);
	if (slices.empty())
		return 0;
	err = guarded([&] { return run_round(g, slices); });
	benchmark::ClearRegisteredBenchmarks();
	if (err)
		g->records.resize(before);
	return err;
}

size_t gbench_run_count(const struct gbench *g)
{
	return g->records.size();
}

void gbench_run_at(const struct gbench *g, size_t i, struct gbench_run *run)
{
	const Record &r = g->records[i];

	run->name = r.name->c_str();
	run->error = r.error ? r.error->c_str() : nullptr;
	run->iterations = static_cast<uint64_t>(r.iterations);
	run->real_ns = r.seconds * 1e9 / static_cast<double>(r.iterations);
}

int gbench_filter(struct gbench *, const char *filter,
		  const char *const names[], size_t count, bool taken[],
		  char *why, size_t why_size)
{
	int err;

	snprintf(why, why_size, "%s", "");
	for (size_t i = 0; i < count; i++) {
		if (!is_name(names[i]))
			return -EINVAL;
		taken[i] = false;
	}
	err = guarded([&] {
		return run_filter(filter, names, count, taken, why, why_size);
	});
	benchmark::ClearRegisteredBenchmarks();
	return err;
}

} // extern "C"
