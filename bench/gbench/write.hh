// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The writing half of gbench.cc: records become the library's runs and
 * aggregates, and go through its reporters.  Included there and nowhere else.
 */
#ifndef GBENCH_WRITE_HH
#define GBENCH_WRITE_HH

#include "gbench/gbench.h"
#include "gbench/version.hh"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <ext/stdio_sync_filebuf.h>
#include <unistd.h>

namespace
{

using Reporter = benchmark::BenchmarkReporter;
using Run = Reporter::Run;

/*
 * What is kept of a library's Run: 200k of them are a usual result, and a Run
 * is a kilobyte of mostly empty strings.  Strings belong to the collection.
 */
struct Record {
	const std::string *name;
	const std::string *error;
	benchmark::IterationCount iterations;
	double seconds;
	std::vector<std::pair<const std::string *, double>> counters;
};

/* The records of one name, in order. */
using Family = std::vector<const Record *>;

using Values = std::vector<double>;

double mean(const Values &v)
{
	return std::accumulate(v.begin(), v.end(), 0.0) / v.size();
}

double median(const Values &v)
{
	Values sorted(v);
	size_t half = sorted.size() / 2;

	std::sort(sorted.begin(), sorted.end());
	return sorted.size() % 2 ? sorted[half]
				 : (sorted[half - 1] + sorted[half]) / 2;
}

/* In two passes: the library's sum of squares cancels at a small spread. */
double stddev(const Values &v)
{
	double center = mean(v);
	double squares = 0;

	for (double x : v)
		squares += (x - center) * (x - center);
	return std::sqrt(squares / (v.size() - 1.0));
}

double cv(const Values &v)
{
	double spread = stddev(v);

	return spread == 0 ? 0 : spread / mean(v);
}

/* The library's default four (benchmark_register.cc), in its order. */
const struct {
	const char *name;
	double (*compute)(const Values &v);
	benchmark::StatisticUnit unit;
} statistics[] = {
	{"mean", mean, benchmark::kTime},
	{"median", median, benchmark::kTime},
	{"stddev", stddev, benchmark::kTime},
	{"cv", cv, benchmark::kPercentage},
};

std::vector<Family> group_by_name(const std::vector<Record> &records)
{
	std::unordered_map<const std::string *, size_t> seen;
	std::vector<Family> families;

	for (const Record &r : records) {
		auto at = seen.emplace(r.name, families.size());

		if (at.second)
			families.emplace_back();
		families[at.first->second].push_back(&r);
	}
	return families;
}

/* What all runs and aggregates of a family share. */
Run family_run(const Family &family, size_t index, enum gbench_time_unit unit)
{
	static const benchmark::TimeUnit units[] = {
		benchmark::kNanosecond, benchmark::kMicrosecond,
		benchmark::kMillisecond, benchmark::kSecond};
	Run run;

	run.run_name.function_name = *family[0]->name;
	run.family_index = static_cast<int64_t>(index);
	run.per_family_instance_index = 0;
	run.repetitions = static_cast<int64_t>(family.size());
	run.repetition_index = -1;
	run.statistics = nullptr;
	run.time_unit = units[unit];
	return run;
}

std::vector<Run> single_runs(const Family &family, const Run &common)
{
	std::vector<Run> runs(family.size(), common);

	for (size_t i = 0; i < family.size(); i++) {
		runs[i].repetition_index = static_cast<int64_t>(i);
		runs[i].iterations = family[i]->iterations;
		runs[i].real_accumulated_time = family[i]->seconds;
		runs[i].cpu_accumulated_time = family[i]->seconds;
		if (family[i]->error)
			Version<Run>::set_error(runs[i], *family[i]->error);
		for (const auto &c : family[i]->counters)
			runs[i].counters[*c.first] = c.second;
	}
	return runs;
}

/*
 * The reporters divide a time by the iterations, which for an aggregate are
 * the family's runs (as the library has it).
 */
std::vector<Run> aggregate_runs(const Family &family, const Run &common)
{
	std::map<std::string, Values> counters;
	std::vector<Run> runs;
	Values times;

	for (const Record *r : family) {
		if (r->error)
			continue;
		times.push_back(r->seconds / r->iterations);
		for (const auto &c : r->counters)
			counters[*c.first].push_back(c.second);
	}
	for (const auto &s : statistics) {
		if (times.size() < 2)
			break;

		Run run = common;

		run.run_type = Run::RT_Aggregate;
		run.aggregate_name = s.name;
		run.aggregate_unit = s.unit;
		run.iterations = run.repetitions;
		run.real_accumulated_time = s.compute(times);
		if (s.unit == benchmark::kTime)
			run.real_accumulated_time *= run.iterations;
		run.cpu_accumulated_time = run.real_accumulated_time;
		for (const auto &c : counters)
			if (double v = s.compute(c.second); std::isfinite(v))
				run.counters[c.first] = v;
		runs.push_back(run);
	}
	return runs;
}

class Console : public benchmark::ConsoleReporter
{
      public:
	explicit Console(int options)
	    : ConsoleReporter(static_cast<OutputOptions>(options))
	{
	}

	/* The library's goes to stderr, warnings included. */
	bool ReportContext(const Context &context) override
	{
		std::stringstream text;
		std::string line;

		name_field_width_ = context.name_field_width;
		PrintBasicContext(&text, context);
		while (std::getline(text, line))
			if (line.rfind("***WARNING***", 0))
				GetOutputStream() << line << '\n';
		return true;
	}
};

class Json : public benchmark::JSONReporter
{
      public:
	/* The build type is the last member of its own; pairs may follow. */
	bool ReportContext(const Context &context) override
	{
		static const char build_type[] =
			",\n    \"library_build_type\": \"";
		std::ostream &out = GetOutputStream();
		std::ostringstream text;
		std::string stanza;
		size_t at;

		SetOutputStream(&text);
		JSONReporter::ReportContext(context);
		SetOutputStream(&out);
		stanza = text.str();
		at = stanza.find(build_type);
		if (at != std::string::npos)
			stanza.erase(at,
				     stanza.find('"', at + strlen(build_type)) +
					     1 - at);
		out << stanza;
		return true;
	}
};

BENCHMARK_DISABLE_DEPRECATED_WARNING
class Csv : public benchmark::CSVReporter
{
      public:
	/* @row: any run that has all counters. */
	explicit Csv(const Run &row) : row_(row)
	{
	}

	/*
	 * The library takes the columns from the first runs it is given, and
	 * aborts when a counter turns up later: a row that is thrown away
	 * shows it all of them.
	 */
	bool ReportContext(const Context &) override
	{
		std::ostream &out = GetOutputStream();
		std::ostringstream text;

		SetOutputStream(&text);
		CSVReporter::ReportRuns({row_});
		SetOutputStream(&out);
		out.precision(std::numeric_limits<double>::digits10);
		out << text.str().substr(0, text.str().find('\n') + 1);
		return true;
	}

	/*
	 * 1.7.1 prints a ratio as if it were a time, 1.9.1 as it is and
	 * without a unit (csv_reporter.cc): a time that comes out as the ratio
	 * is the same to both.
	 */
	void ReportRuns(const std::vector<Run> &runs) override
	{
		std::vector<Run> rows = runs;

		for (Run &row : rows) {
			if (row.aggregate_unit != benchmark::kPercentage)
				continue;
			row.real_accumulated_time *=
				row.iterations /
				GetTimeUnitMultiplier(row.time_unit);
			row.cpu_accumulated_time = row.real_accumulated_time;
			row.aggregate_unit = benchmark::kTime;
		}
		CSVReporter::ReportRuns(rows);
	}

      private:
	Run row_;
};
BENCHMARK_RESTORE_DEPRECATED_WARNING

/* The library's context stanza while it is written. */
class Stanza
{
      public:
	explicit Stanza(const gbench_write_options &options)
	    : saved_(benchmark::internal::GetGlobalContext())
	{
		for (size_t i = 0; i < options.context_count; i++)
			pairs_.emplace(options.context[i].key,
				       options.context[i].value);
		benchmark::internal::GetGlobalContext() = &pairs_;
		Reporter::Context::executable_name = options.executable;
	}

	~Stanza()
	{
		benchmark::internal::GetGlobalContext() = saved_;
		Reporter::Context::executable_name = nullptr;
	}

	bool complete(const gbench_write_options &options) const
	{
		return pairs_.size() == options.context_count;
	}

      private:
	std::map<std::string, std::string> pairs_;
	std::map<std::string, std::string> *saved_;
};

bool wants_color(enum gbench_color color, FILE *file)
{
	const char *term = getenv("TERM");

	if (color != GBENCH_COLOR_AUTO)
		return color == GBENCH_COLOR_ALWAYS;
	return isatty(fileno(file)) && term && strcmp(term, "dumb");
}

std::unique_ptr<Reporter> make_reporter(const std::vector<Record> &records,
					FILE *file, enum gbench_format format,
					const gbench_write_options &options)
{
	int console = benchmark::ConsoleReporter::OO_None;
	Run row;

	if (format == GBENCH_JSON)
		return std::make_unique<Json>();
	if (format == GBENCH_CSV) {
		for (const Record &r : records)
			for (const auto &c : r.counters)
				row.counters[*c.first] = c.second;
		return std::make_unique<Csv>(row);
	}
	if (wants_color(options.color, file))
		console |= benchmark::ConsoleReporter::OO_Color;
	if (options.counters_tabular)
		console |= benchmark::ConsoleReporter::OO_Tabular;
	return std::make_unique<Console>(console);
}

/* As the library computes it, aggregates' suffixes included. */
size_t name_width(const std::vector<Family> &families)
{
	size_t longest = 10;
	size_t suffix = 0;

	for (const Family &family : families) {
		longest = std::max(longest, family[0]->name->size());
		if (family.size() > 1)
			suffix = strlen("_median");
	}
	return longest + suffix;
}

int write_records(const std::vector<Record> &records, FILE *file,
		  enum gbench_format format,
		  const gbench_write_options &options)
{
	__gnu_cxx::stdio_sync_filebuf<char> buffer(file);
	std::ostream out(&buffer);
	std::vector<Family> families = group_by_name(records);
	auto reporter = make_reporter(records, file, format, options);
	Stanza stanza(options);
	Reporter::Context context;

	if (!stanza.complete(options))
		return -EINVAL;
	errno = 0;
	context.name_field_width = name_width(families);
	reporter->SetOutputStream(&out);
	reporter->ReportContext(context);
	for (size_t i = 0; i < families.size(); i++) {
		Run common = family_run(families[i], i, options.time_unit);
		auto aggregates = aggregate_runs(families[i], common);

		if (!options.aggregates_only || aggregates.empty())
			reporter->ReportRuns(single_runs(families[i], common));
		if (!aggregates.empty())
			reporter->ReportRuns(aggregates);
	}
	reporter->Finalize();
	if (out.flush())
		return 0;
	return errno ? -errno : -EIO;
}

} // namespace

#endif
