// SPDX-License-Identifier: Apache-2.0
package io.github.camelbox.events;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.github.camelbox.events.box.CancelledException;
import io.github.camelbox.events.box.Credentials;
import io.github.camelbox.events.box.Gate;
import io.github.camelbox.events.box.HttpCaller;
import io.github.camelbox.events.box.SecretHeader;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login of the component, for the requests that a route makes to Box by camel-http: a bean for the option
 * {@code httpClientConfigurer} of an {@code https:} endpoint.
 *
 * <pre>{@code
 * context.getRegistry().bind("boxLogin", new BoxLogin());
 *
 * from("box-events:all?eventTypes=ITEM_UPLOAD")
 *     .toD("https:api.box.com/2.0/files/${header.CamelBoxEventsSourceId}?httpClientConfigurer=#boxLogin")
 * }</pre>
 *
 * The access token is put into the request when it is sent, and nowhere else: no message, log or exception of the route has
 * it, and no other host gets it, not even by a redirect. It is the token that the consumers with the same login use. If Box
 * rejects it, the request is made once more with a new one. The login is leased from the first request until the context stops
 * or {@link #stop()}. Thread-safe.
 */
public class BoxLogin extends ServiceSupport implements HttpClientConfigurer, CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(BoxLogin.class);

    private static final String AUTHORIZATION = "Authorization";
    private static final String AS_USER = "As-User";
    private static final URI BOX = URI.create("https://api.box.com");
    private static final URI BOX_UPLOADS = URI.create("https://upload.box.com");

    private final ReentrantLock starting = new ReentrantLock();
    private CamelContext camelContext;
    private String endpoint = "box-events:all";

    // Written by start, and read by any thread after it.
    private volatile Use use;

    /** What the bean has of the login, from its start to its stop. */
    private record Use(Gate gate, SharedResources.Lease lease, Credentials credentials, Set<URI> servers, String asUser) {

        void end() {
            gate.end();
            credentials.close();
            lease.close();
        }
    }

    /** The endpoint whose login it is, by default {@code box-events:all}, which has that of the component. */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getEndpoint() {
        return endpoint;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    private CamelContext context() {
        if (camelContext == null) {
            throw new IllegalStateException("a BoxLogin has no CamelContext: bind it by bindToRegistry in a RouteBuilder or by"
                    + " getRegistry().bind of the context, not by Main.bind, or call setCamelContext");
        }
        return camelContext;
    }

    @Override
    protected void doStart() {
        BoxEventsEndpoint box = context().getEndpoint(endpoint, BoxEventsEndpoint.class);
        BoxEventsOptions options = box.options();
        options.check(!options.sendsTokenInClear(), "a BoxLogin sends no access token in clear text: use https in the option"
                + " baseUrl");
        box.warnOfExposingLoggers("BoxLogin");
        URI api = server(options.baseUrl());
        SharedResources.Lease lease = box.component().sharedResources().lease();
        try {
            use = new Use(new Gate(), lease, box.credentials(lease), api.equals(BOX) ? Set.of(BOX, BOX_UPLOADS) : Set.of(api),
                    box.getConfiguration().getAsUser());
        } catch (Throwable e) {
            lease.close();
            throw e;
        }
    }

    @Override
    protected void doStop() {
        if (use != null) {
            use.end();
        }
    }

    // The context stops what was added to it.
    private Use use() throws IOException {
        CamelContext context = context();
        starting.lock();
        try {
            if (!isStarted()) {
                if (context.isStopping() || context.isStopped()) {
                    throw new IOException("no access token for Box: the context is stopping");
                }
                context.addService(this, true, true);
            }
            return use;
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(HttpCaller.rootMessage(e), e);
        } finally {
            starting.unlock();
        }
    }

    /**
     * The value of the {@code Authorization} header, for a request that is made by other means than camel-http.
     *
     * @param  url                      what is requested
     * @return                          a secret
     * @throws IllegalArgumentException if that is not the Box API
     * @throws IOException              if there is no access token; one line that holds no secret
     */
    public String authorization(URI url) throws IOException {
        Use current = use();
        if (!current.servers.contains(server(url))) {
            throw new IllegalArgumentException(
                    url.getHost() + " gets no access token of Box: it is for " + current.servers + " only");
        }
        return authorization(current);
    }

    private static String authorization(Use use) throws IOException {
        try {
            return use.credentials.authorization(use.gate);
        } catch (CancelledException e) {
            throw new IOException("no access token for Box: the context is stopping", e);
        }
    }

    /** Box has rejected that value (401): the next one will be another, if there is any. */
    public void rejected(String authorization) {
        Use current = use;
        if (current != null) {
            current.credentials.rejected(authorization);
        }
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        // Inside of what follows redirects: called for each host that a request is sent to.
        builder.addExecInterceptorBefore(ChainElement.PROTOCOL.name(), "box-login", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        // Consumers come here too if this bean is set on the component https.
        String authorization = HttpCaller.makes(scope.clientContext) ? null : authorizationFor(scope.route.getTargetHost());
        if (authorization == null) {
            return chain.proceed(request, scope);
        }
        ClassicHttpResponse response = send(authorization, request, scope, chain);
        if (response.getCode() == 401) {
            rejected(authorization);
            // A body that was a stream is used up.
            if (request.getEntity() == null || request.getEntity().isRepeatable()) {
                EntityUtils.consume(response.getEntity());
                response.close();
                return send(authorizationFor(scope.route.getTargetHost()), request, scope, chain);
            }
        }
        return response;
    }

    // Null if that is not the Box API. Not an IOException: HttpClient would repeat the request for one.
    private String authorizationFor(HttpHost host) throws HttpException {
        try {
            Use current = use();
            if (current.servers.contains(server(host))) {
                return authorization(current);
            }
            LOG.debug("no access token for {}: it is for {} only", host, current.servers);
            return null;
        } catch (IOException e) {
            throw new HttpException(e.getMessage(), e);
        }
    }

    private ClassicHttpResponse send(
            String authorization, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        request.setHeader(new SecretHeader(AUTHORIZATION, authorization));
        String asUser = use.asUser;
        if (asUser != null) {
            request.setHeader(AS_USER, asUser);
        }
        try {
            return chain.proceed(request, scope);
        } finally {
            request.removeHeaders(AUTHORIZATION);
        }
    }

    private static URI server(URI url) {
        return server(new HttpHost(url.getScheme(), url.getHost(), url.getPort()));
    }

    /** Scheme, host and port, the same for all ways to write them. */
    private static URI server(HttpHost host) {
        boolean standard = host.getPort() < 0 || host.getPort() == (host.getSchemeName().equals("https") ? 443 : 80);
        return URI.create(host.getSchemeName() + "://" + host.getHostName() + (standard ? "" : ":" + host.getPort()));
    }
}
