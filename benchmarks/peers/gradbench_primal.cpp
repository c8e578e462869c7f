// The objectives of GradBench's evals in plain C++, written from their formulas: what a derivative's time is measured against.
//
//     g++ -std=c++17 -O3 -march=native gradbench_primal.cpp -o gradbench_primal
//     gradbench_primal EVAL FILE SECONDS
//
// FILE holds the input as doubles, in the order in which the functions below take them. The objective is evaluated until the times add up to SECONDS, at least ten times.
// Prints the result's check sum (the sum of its elements) and the minimum time in nanoseconds.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

using std::vector;

static vector<double> file;
static size_t place;

static double number() { return file.at(place++); }
static int whole() { return (int)number(); }
static vector<double> numbers(size_t count) {
    place += count;
    return vector<double>(file.begin() + (place - count), file.begin() + place);
}
static double sum(const vector<double>& v) {
    double total = 0;
    for (double x : v) total += x;
    return total;
}
static double logSumExp(const double* x, int n) {
    double largest = *std::max_element(x, x + n), total = 0;
    for (int i = 0; i < n; i++) total += std::exp(x[i] - largest);
    return largest + std::log(total);
}

static std::function<double()> llsq() {
    int m = whole(), n = whole();
    vector<double> x = numbers(m);
    return [=] {
        double total = 0;
        for (int i = 0; i < n; i++) {
            double t = -1 + 2.0 * i / (n - 1), rest = (t > 0) - (t < 0), power = 1;
            for (int j = 0; j < m; j++, power *= t) rest -= x[j] * power;
            total += rest * rest;
        }
        return total / 2;
    };
}

static std::function<double()> lse() {
    int n = whole();
    vector<double> x = numbers(n);
    return [=] { return logSumExp(x.data(), n); };
}

static std::function<double()> gmm() {
    int d = whole(), k = whole(), n = whole(), m = whole(), lower = d * (d - 1) / 2;
    double gamma = number();
    vector<double> x = numbers(n * d), alpha = numbers(k), mu = numbers(k * d), q = numbers(k * d), l = numbers(k * lower);
    return [=] {
        vector<double> diagonal(k * d), sums(k), beta(k), y(d), z(d);
        double frobenius = 0, likelihood = 0, nu = d + m + 1, constant = nu * d * std::log(gamma / std::sqrt(2)) - d * (d - 1) / 4.0 * std::log(M_PI);
        for (int c = 0; c < k; c++)
            for (int j = 0; j < d; j++) {
                double e = diagonal[c * d + j] = std::exp(q[c * d + j]);
                sums[c] += q[c * d + j];
                frobenius += e * e;
            }
        for (double v : l) frobenius += v * v;
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < k; c++) {
                for (int j = 0; j < d; j++) {
                    y[j] = x[i * d + j] - mu[c * d + j];
                    z[j] = diagonal[c * d + j] * y[j];
                }
                const double* next = &l[c * lower];
                for (int column = 0; column < d; column++)
                    for (int row = column + 1; row < d; row++) z[row] += *next++ * y[column];
                double square = 0;
                for (int j = 0; j < d; j++) square += z[j] * z[j];
                beta[c] = alpha[c] - square / 2 + sums[c];
            }
            likelihood += logSumExp(beta.data(), k);
        }
        for (int j = 1; j <= d; j++) constant -= std::lgamma(nu / 2 + (1 - j) / 2.0);
        return likelihood - n * (d / 2.0 * std::log(2 * M_PI) + logSumExp(alpha.data(), k)) + k * constant - gamma * gamma / 2 * frobenius + m * sum(sums);
    };
}

static std::function<double()> ode() {
    int n = whole(), s = whole();
    vector<double> x = numbers(n);
    return [=] {
        vector<double> y(n), at(n), k1(n), k2(n), k3(n), k4(n);
        auto slope = [&](const vector<double>& y, vector<double>& k) {
            k[0] = x[0];
            for (int i = 1; i < n; i++) k[i] = x[i] * y[i - 1];
        };
        auto plus = [&](double factor, const vector<double>& k) {
            for (int i = 0; i < n; i++) at[i] = y[i] + factor * k[i];
        };
        double h = 2.0 / s;
        for (int step = 0; step < s; step++) {
            slope(y, k1);
            plus(h / 2, k1);
            slope(at, k2);
            plus(h / 2, k2);
            slope(at, k3);
            plus(h, k3);
            slope(at, k4);
            for (int i = 0; i < n; i++) y[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        return sum(y);
    };
}

static std::function<double()> lstm() {
    int layers = whole(), bits = whole(), characters = whole();
    vector<double> weights = numbers(8 * layers * bits), extra = numbers(3 * bits), start = numbers(2 * layers * bits), sequence = numbers(characters * bits);
    return [=] {
        auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
        vector<double> state = start, u(bits);
        double total = 0;
        for (int t = 0; t + 1 < characters; t++) {
            for (int b = 0; b < bits; b++) u[b] = sequence[t * bits + b] * extra[b];
            for (int layer = 0; layer < layers; layer++) {
                const double *w = &weights[8 * layer * bits], *v = w + 4 * bits;
                double *h = &state[2 * layer * bits], *cell = h + bits;
                for (int b = 0; b < bits; b++) {
                    double forget = sigmoid(u[b] * w[b] + v[b]), in = sigmoid(h[b] * w[bits + b] + v[bits + b]);
                    double out = sigmoid(u[b] * w[2 * bits + b] + v[2 * bits + b]), change = std::tanh(h[b] * w[3 * bits + b] + v[3 * bits + b]);
                    cell[b] = cell[b] * forget + in * change;
                    u[b] = h[b] = out * std::tanh(cell[b]);
                }
            }
            double exponentials = 2;
            for (int b = 0; b < bits; b++) exponentials += std::exp(u[b] = u[b] * extra[bits + b] + extra[2 * bits + b]);
            for (int b = 0; b < bits; b++) total += sequence[(t + 1) * bits + b] * (u[b] - std::log(exponentials));
        }
        return -total / ((characters - 1) * bits);
    };
}

// x turned about r by the angle |r|.
static void rotate(const double* r, const double* x, double* y) {
    double square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
    double angle = std::sqrt(square), cosine = 1, sine = 1, rest = 0;
    if (square != 0) {
        cosine = std::cos(angle);
        sine = std::sin(angle) / angle;
        rest = (r[0] * x[0] + r[1] * x[1] + r[2] * x[2]) * (1 - cosine) / square;
    }
    for (int i = 0; i < 3; i++) {
        int j = (i + 1) % 3, k = (i + 2) % 3;
        y[i] = x[i] * cosine + (r[j] * x[k] - r[k] * x[j]) * sine + r[i] * rest;
    }
}

static std::function<double()> ba() {
    int n = whole(), m = whole(), p = whole();
    vector<double> cam = numbers(11), x = numbers(3), w = numbers(1), feat = numbers(2), cams, points, weights(p, w[0]), feats;
    for (int i = 0; i < n; i++) cams.insert(cams.end(), cam.begin(), cam.end());
    for (int i = 0; i < m; i++) points.insert(points.end(), x.begin(), x.end());
    for (int i = 0; i < p; i++) feats.insert(feats.end(), feat.begin(), feat.end());
    return [=] {
        vector<double> errors(3 * p);
        for (int i = 0; i < p; i++) {
            const double *c = &cams[11 * (i % n)], *x = &points[3 * (i % m)];
            double moved[] = {x[0] - c[3], x[1] - c[4], x[2] - c[5]}, y[3];
            rotate(c, moved, y);
            double a = y[0] / y[2], b = y[1] / y[2], square = a * a + b * b, scale = (1 + c[9] * square + c[10] * square * square) * c[6];
            errors[2 * i] = weights[i] * (a * scale + c[7] - feats[2 * i]);
            errors[2 * i + 1] = weights[i] * (b * scale + c[8] - feats[2 * i + 1]);
            errors[2 * p + i] = 1 - weights[i] * weights[i];
        }
        return sum(errors);
    };
}

static void product(const double* x, const double* y, double* z) {
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            z[4 * i + j] = 0;
            for (int k = 0; k < 4; k++) z[4 * i + j] += x[4 * i + k] * y[4 * k + j];
        }
}

static void about(int axis, double angle, double* z) {
    for (int i = 0; i < 16; i++) z[i] = i % 5 == 0;
    int a = (axis + 1) % 3, b = (axis + 2) % 3;
    z[5 * a] = z[5 * b] = std::cos(angle);
    z[4 * b + a] = std::sin(angle);
    z[4 * a + b] = -std::sin(angle);
}

static std::function<double()> ht() {
    int bones = whole(), vertices = whole(), triangles = whole(), count = whole(), onTriangles = whole();
    vector<double> theta = numbers(26), us = numbers(onTriangles ? 2 * count : 0), targets = numbers(count), points = numbers(3 * count), parents = numbers(bones);
    vector<double> relatives = numbers(16 * bones), inverses = numbers(16 * bones), positions = numbers(4 * vertices), weights = numbers(vertices * bones), corners = numbers(3 * triangles);
    return [=] {
        vector<double> absolutes(16 * bones), transforms(16 * bones), mesh(3 * vertices), errors(3 * count);
        for (int bone = 0; bone < bones; bone++) {
            double pose[3] = {}, x[16], y[16], z[16], zy[16], zyx[16], turned[16];
            if (bone >= 2 && bone < 17) {
                const double* q = &theta[6 + 4 * ((bone - 2) / 3)];
                if ((bone - 2) % 3 == 0) pose[0] = q[0], pose[1] = q[1];
                else pose[0] = q[(bone - 2) % 3 + 1];
            }
            about(0, pose[0], x);
            about(2, pose[1], z);
            about(1, pose[2], y);
            product(z, y, zy);
            product(zy, x, zyx);
            product(&relatives[16 * bone], zyx, turned);
            double* absolute = &absolutes[16 * bone];
            if (parents[bone] < 0) std::copy(turned, turned + 16, absolute);
            else product(&absolutes[16 * (int)parents[bone]], turned, absolute);
            product(absolute, &inverses[16 * bone], &transforms[16 * bone]);
        }
        for (int v = 0; v < vertices; v++) {
            double vertex[3] = {};
            const double* p = &positions[4 * v];
            for (int bone = 0; bone < bones; bone++) {
                const double* t = &transforms[16 * bone];
                for (int i = 0; i < 3; i++) vertex[i] += weights[v * bones + bone] * (t[4 * i] * p[0] + t[4 * i + 1] * p[1] + t[4 * i + 2] * p[2] + t[4 * i + 3] * p[3]);
            }
            rotate(theta.data(), vertex, &mesh[3 * v]);
            for (int i = 0; i < 3; i++) mesh[3 * v + i] += theta[3 + i];
        }
        for (int i = 0; i < count; i++)
            for (int axis = 0; axis < 3; axis++) {
                double at;
                if (onTriangles) {
                    const double *corner = &corners[3 * (int)targets[i]], u = us[2 * i], v = us[2 * i + 1];
                    at = u * mesh[3 * (int)corner[0] + axis] + v * mesh[3 * (int)corner[1] + axis] + (1 - u - v) * mesh[3 * (int)corner[2] + axis];
                } else at = mesh[3 * (int)targets[i] + axis];
                errors[3 * i + axis] = points[3 * i + axis] - at;
            }
        return sum(errors);
    };
}

static std::function<double()> kmeans() {
    int n = whole(), k = whole(), d = whole();
    vector<double> points = numbers(n * d), centroids = numbers(k * d);
    return [=] {
        double total = 0;
        for (int i = 0; i < n; i++) {
            double least = INFINITY;
            for (int c = 0; c < k; c++) {
                double square = 0;
                for (int j = 0; j < d; j++) {
                    double difference = points[i * d + j] - centroids[c * d + j];
                    square += difference * difference;
                }
                least = std::min(least, square);
            }
            total += least;
        }
        return total;
    };
}

// The expansion along the first row; the columns that are left form a ring of links, out of which one is taken and put back.
static double minor(const double* a, int ell, int row, vector<int>& next) {
    double total = 0, sign = 1;
    for (int before = ell, column = next[ell]; column < ell; before = column, column = next[column], sign = -sign) {
        next[before] = next[column];
        total += sign * a[row * ell + column] * (row + 1 < ell ? minor(a, ell, row + 1, next) : 1);
        next[before] = column;
    }
    return total;
}

static std::function<double()> det() {
    int ell = whole();
    vector<double> a = numbers(ell * ell);
    return [=] {
        vector<int> next(ell + 1);
        for (int column = 0; column <= ell; column++) next[column] = (column + 1) % (ell + 1);
        return minor(a.data(), ell, 0, next);
    };
}

int main(int argc, char** argv) {
    if (argc != 4) return std::fprintf(stderr, "usage: gradbench_primal EVAL FILE SECONDS\n"), 2;
    FILE* input = std::fopen(argv[2], "rb");
    if (!input) return std::fprintf(stderr, "cannot read %s\n", argv[2]), 2;
    double buffer[4096];
    for (size_t count; (count = std::fread(buffer, sizeof(double), 4096, input)) > 0;) file.insert(file.end(), buffer, buffer + count);
    std::string name = argv[1];
    auto function = name == "llsq" ? llsq() : name == "lse" ? lse() : name == "gmm" ? gmm() : name == "ode" ? ode() : name == "lstm" ? lstm()
        : name == "ba" ? ba() : name == "ht" ? ht() : name == "kmeans" ? kmeans() : name == "det" ? det() : nullptr;
    if (!function) return std::fprintf(stderr, "no eval %s\n", argv[1]), 2;
    double value = 0, least = INFINITY, total = 0;
    for (int run = 0; run < 10 || total < std::atof(argv[3]); run++) {
        auto start = std::chrono::steady_clock::now();
        value = function();
        double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        least = std::min(least, seconds);
        total += seconds;
    }
    std::printf("%.17g %.0f\n", value, least * 1e9);
}
